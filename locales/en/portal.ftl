# Uketori: texts of the portal, English.
# Keys and variables are the same in all eight languages. Only messages, variables and selectors: no terms, no attributes.
# Labels, hints and messages of the API are in api.ftl and are not repeated here.

## Times

# $time (string): HH:MM. $year, $day (strings). $month (number): 1 to 12
moment = { $time } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $day } in { $year }
# $year, $day (strings). $month (number): 1 to 12
day = { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $day } in { $year }

## Header, footer and menus

# The name of the system in the header and in the page's title
system-name = Online Residence Application System
site-title = Online Residence Application System and Electronic Notification System
skip = Skip to the main content
menu = Menu
home = Home
procedures-search = Procedures Search
application-situation = Application situation confirmation
my-page = My page
login = Login
logout = Logout
last-login = Last Logindate
inquiry = Inquiry
procedure-contact = For inquiries about procedures, please contact the nearest Regional Immigration Office by phone.
help-desk = System Help Desk
help-desk-for = For inquiries about system operations
telephone = Telephone
change-color-scheme = Change Color Scheme
scheme-standard = Standard
scheme-blue = Blue
scheme-yellow = Yellow
scheme-black = Black
to-top = To the page upper part.
terms = Terms of Use
about = About this portal
breadcrumb = Where you are
# Above a notice about the account
account-notice = Notice about your account

## Words of many screens

ok = OK
cancel = Cancel
close = Close
back = Back
complete = Complete
confirm = Confirm
change = Change
search = Search
copy = Copy
copied = Copied.
go-on = Continue
important = Important
reference = Reference
required = Required
loading = Loading …
checking = Checking …
# $seconds (number)
wait-seconds =
    { $seconds ->
        [one] Please wait { $seconds } second
       *[other] Please wait { $seconds } seconds
    }
# $minutes (number)
wait-minutes =
    { $minutes ->
        [one] Please wait { $minutes } minute
       *[other] Please wait { $minutes } minutes
    }
not-yet = not yet
please-select = Please select
# $name (string): the name of the person
logged-in-as = You are logged in as { $name }.
# $domain (string), e.g. @portal.example.jp
allow-domain = We send emails from the domain "{ $domain }". Please set your email software to receive emails from this domain before you continue.
spam-advice = If no email arrives within a few minutes, please look into the folder for spam. Some mobile carriers block emails that contain a URL: please change that setting, or use another email address.
email-on-its-way = The email is on its way
# $moment (string)
link-works-until = The URL works until { $moment } (Japan time).
personal-data-use = Registered personal information will be used only for administrative purposes related to this electronic application.

## Names of items

user-id = User ID
user-id-label = User ID (formerly: Authentication ID)
user-id-hint = The user ID is given in the email that you received after the registration. Example: hdlpf38617
password = Password
password-confirmation = Password (for confirmation)
present-password = Current password
name = Name (English letter)
phone-number = Telephone number
email = Email address
email-confirmation = Email address (for confirmation)
user-type = User type
sex = Sex
male = Male
female = Female
date-of-birth = Date of birth
postal-code = Postal code
address = Address in Japan
address-municipality = Address in Japan (the prefecture, the municipality)
address-street = Address in Japan (the town name, the street or house numbers)
certificate-number = Certificate of Eligibility number
holder-name = Name of the holder
email-as-registered = Enter the email address that you registered.
name-as-registered = Enter the name in English letters, as you registered it. Example: HOUMU TARO

## Forms

# The beginning of the page's title while a form has errors
title-error = Error:
fault-mark = Error
# Above the list of errors. $count (number): of fields
faults =
    { $count ->
        [one] There is a problem with { $count } entry
       *[other] There are problems with { $count } entries
    }
# $item (string): the name of the field. $message (string)
fault-line = { $item }: { $message }
not-carried-out = This could not be carried out
steps = Steps of this task
# $step, $count (numbers)
step-of = Step { $step } of { $count }
show-password = Show the password
password-rules = The password must have:
# $min, $max (numbers)
password-length = { $min } to { $max } characters
password-uppercase = an uppercase letter (A-Z)
password-lowercase = a lowercase letter (a-z)
password-number = a number (0-9)
# $symbols (string): the symbols, separated by spaces
password-symbol = one of these symbols: { $symbols }
rule-met = met
rule-not-met = not yet
new-password-text = Please enter a new password. It needs all 4 kinds of character.
set-password = Set password
return-to-input = < Return to Input
return-to-details = < Return to Details
return-to-list = < Return to List
proceed = Proceed to Confirmation
register = Register

## Lists

pages-above = Pages, above the list
pages-below = Pages, below the list
pager-first = First
pager-next = Next
pager-last = Last
# $page (number)
pager-page = Page { $page }

## When something is wrong

not-available = The system is not available
trouble-offline = There is no connection to the system.
trouble-offline-text = Your entries are still here. Please check your internet connection and try again.
trouble-offline-check = Please check your internet connection. If it works, the system may be stopped for maintenance.
trouble-broken = Something went wrong in the system.
# $id (string): the number of the request
trouble-request = If you contact the System Help Desk, please give this number: { $id }
unloaded-text = This part of the portal could not be loaded. Please check your internet connection, and load the page again.
trouble-stale = This page has been renewed. Please load it again.
try-again = Try again
load-again = Load again
stale-title = This operation is not valid
stale-text = This step has already been completed, or the page was loaded again. Nothing has been changed. To go back, please use the buttons on the screen, not those of the browser.
# $userId (string)
replaced-text = In another window, somebody has logged in as { $userId }. Nothing has been changed here. Please load the page again.
start-again = Start again
not-found-title = This page does not exist
not-found-text = Please check the address. Only the top page can be bookmarked.

## The top page

general-notices = General Notices
list-of-notices = List of Notices
no-notices = There are no notices at present.
search-title = Search for Application Procedures
search-text = You can search for application procedures using keywords or categories.
search-words = Keywords
online-procedures = Online Application Procedures
home-confirm = Confirm Application Procedures and Status Online
home-status = Check Application Status
home-status-text = Confirm application status and view past application information.
new-registration = New Registration
home-registration-text = By registering, you can save time by checking application status and avoiding re-entering application information.
register-new = Register a new user
register-new-text = Foreign nationals, attorneys, administrative procedures legal specialists, legal representatives and others need to register before they apply online.
register-new-others = Foreign nationals, legal representatives and others: please press the button "Foreign national (applicant)/other".
register-new-specialists = Attorneys and administrative procedures legal specialists: please press the button "Attorney/Administrative Procedures Legal Specialist".
register-new-counter = Those who apply for a Certificate of Eligibility at a counter and wish to receive it by email: please press the third button.
register-foreign-national = Foreign national (applicant)/other
register-specialist = Attorney/Administrative Procedures Legal Specialist
register-counter = Applicant (at a counter) for electronic issuance of a certificate of eligibility
logged-out = You have logged out.
account-closed = Your account has been closed.

## Notices, procedures, terms

original-text = Original text (Japanese)
current-notices = Current notices
past-notices = Past notices
no-past-notices = There are no past notices.
# $count (number): of procedures. $words (string): what was searched for
search-count =
    { $count ->
        [0] No procedure was found for "{ $words }".
        [one] { $count } procedure was found for "{ $words }".
       *[other] { $count } procedures were found for "{ $words }".
    }
all-procedures = Show all procedures
terms-language = Language of the Terms of Use
terms-original-prevails = This is a translation. If it differs from the Japanese text, the Japanese text prevails.

## About this portal

about-browsers = Browsers
about-browsers-text = The portal works on Windows and macOS, on tablets and on smartphones. We recommend Microsoft Edge. Google Chrome, Safari and Firefox can be used as well. JavaScript must be switched on.
about-accessibility = Accessibility
about-accessibility-text = The portal is built to meet the Web Content Accessibility Guidelines (WCAG) 2.2 at level AA, and so also JIS X 8341-3:2016. It can be used with the keyboard alone and with a screen reader. At the bottom of each page you can choose colors with more contrast.
about-accessibility-email-twice = The forms ask for the email address twice, as the manual prescribes. You may paste it into the second field.
about-accessibility-contact = If something does not work for you, please tell the System Help Desk. Its telephone number and email address are at the bottom of each page.
about-languages = Languages
about-languages-text = The reference text is Japanese. The portal's translations were made with the glossary of the manuals, and no native speaker has read them yet. The Terms of Use exist in Japanese and English only. Some notices exist in Japanese only.
about-storage = What your browser keeps
about-storage-text = Your browser keeps the language and the colors that you choose, and the cookies of the login. The portal uses no analytics and loads nothing from other sites.
about-licences = Licenses
about-licences-link = Licenses of the software in this portal

## Login and logout

login-title = User Login
# $name (string)
already-logged-in = You are already logged in as { $name }.
may-be-locked = The account may be locked. Please wait 24 hours, or reset the password: that lifts the lock at once.
reset-password = Reset the password
forgot-user-id = Click here if you forgot your user ID
forgot-password = Click here if you forgot your password
no-user-id = You have no user ID yet? Go to New Registration
login-before-2026 = If you set an authorization ID and password on this system before December 31, 2025, you can log in with them.
login-not-ens = The user ID and password of the Electronic Notification System cannot be used here.
login-lock = If a wrong password is entered five times in a row, the account is locked for 24 hours. A password reset lifts the lock at once.
logout-title = User Logout Confirmation
# $name (string)
logout-question = You are logged in as { $name }. Do you want to log out?
logout-none = Nobody is logged in.
session-over = Your session has ended. Please log in again.
session-warning = You will soon be logged out automatically
# $time (string): HH:MM in Japan
session-warning-text = Because there was no activity, you will be logged out at { $time } (Japan time). "OK" extends the time by three hours. With "Cancel" you will be logged out at that time.
# $minutes (number)
session-minutes =
    { $minutes ->
        [one] { $minutes } minute left
       *[other] { $minutes } minutes left
    }
# $time (string): HH:MM in Japan
session-ends-at = You will be logged out automatically at { $time } (Japan time).

## Forgotten user ID or password

forgot-user-id-title = Email Address Input (User ID Notification)
forgot-user-id-text = Please enter the email address and the name that you registered. We will send your user ID to that address.
forgot-user-id-sent = If your entries are correct, you will receive an email that contains your user ID.
forgot-password-title = User ID Input (Password Reset)
forgot-password-text = Please enter your user ID and the email address that you registered. We will send you a URL to set a new password. This also lifts the lock of a locked account.
forgot-password-sent = If your entries are correct, you will receive an email with a URL to set a new password. The URL works for one hour.
back-to-login = < Return to Login
reset-title = Password Reset
reset-done = The new password has been set
reset-done-text = You have been logged out everywhere. If the account was locked, the lock has been lifted. Please log in with this user ID and the new password.

## Links in emails

link-title = The link cannot be used
link-open-again = This page can only be opened with the link in the email. Please open that link once more. It still works if you have not used it.
link-expired = This link has expired. Please ask for a new email.
link-expired-help-desk = This link has expired. Please contact the System Help Desk.
link-new-email = Ask for a new email
link-used = This link has already been used. If you were the one who used it, you can log in.
link-replaced = This link is no longer valid, because a newer email has been sent. Please open the link in the latest email.
link-revoked = This link is no longer valid, because your account was changed after the email was sent. No newer email has been sent. Please log in. If you have forgotten your password, you can reset it on the login screen.
link-unknown = This link is not valid. Please check that you have opened the whole address given in the email.
change-email-title = Email address change
change-email-text = With the button you complete the change: from then on, all emails go to the address at which you received this link.
change-email-done = The email address has been changed
change-email-done-here = On all other devices you have been logged out.
change-email-done-logged-out = You have been logged out on all devices. Please log in again.
not-me-title = This was not me
not-me-text = With the button you undo the change of the email address. You will be logged out on all devices, and the password will be removed. After that, please set a new password.
not-me-button = This was not me
not-me-done = The change has been undone
not-me-done-text = Your earlier email address is in use again. Now please reset your password: until then nobody can log in.

## Registration by email

step-explanation = Explanation
step-address = Email address
step-email = Email
step-details = User information
step-confirmation = Confirmation
step-completion = Completion
explanation-title = Explanation of User Registration
explanation-read = Please be sure to read the following contents.
explanation-text = Once you have registered your user information, you will be able to log in as a user for subsequent procedures. Furthermore, the registered information can be used for each procedure, simplifying the input process. If you plan to use this service repeatedly, we recommend registering your user information.
explanation-needs = What you need
explanation-needs-email = An email address at which you can receive emails now
explanation-needs-details = Your name in English letters and a telephone number in Japan
explanation-needs-time = About five minutes
explanation-order = From registration to receipt
order-user-id = Register here and obtain a user ID.
order-application = Apply at a counter of a Regional Immigration Bureau, and request delivery by email with your user ID.
order-certificate = When the examination is complete, the Certificate of Eligibility is sent to you by email.
order-receipt = Log in and register the receipt of the certificate. If you do not, you will be reminded by email every seven days.
# $type (string): the name of the user type
suggested-type = Later, on the screen "UserRegistration", please choose the user type "{ $type }".
terms-of-service = < terms of service >
terms-outdated = The Terms of Use have changed. Please read the new version and agree to it.
agree-means = By clicking the "Agree" button, it will be considered that you have agreed to this explanation.
agree-and-advance = If you'd understand the above, please agree and advance.
agree = Agree
address-input-title = Email address input
enter-email = Please enter your email address.
enter-email-confirmation = Please enter your email address (for confirmation).
back-to-explanation = < Return to Explanation
email-sent-title = Email Sent (User Registration)
# $address (string)
email-sent-to = We have sent an email to { $address }. Please open the URL in the email to continue with the registration.
email-sent-works = The URL works for 24 hours after the email is sent. After that, please start over by entering your email address.
no-email-title = If no email arrives
send-again = Send again
sent-again = We have received your request. If the first email is still on its way, no second one is sent.
another-address = Enter another address
user-registration-title = UserRegistration
choose-user-type = Please choose the user type
input-password = Please input a password
confirmation-title = User registration confirmation
confirmation-question = May I register by the following contents?
user-section = The user section
issued-on-completion = (issued on completion)
password-as-entered = ●●●●●●● as entered
completion-title = User registration completion
# $address (string)
completion-sent = We are also sending the user ID to { $address }.
what-next = What comes next
no-online-application = This registration alone does not give you the right to apply online.

## Registration at a counter (the manual of 2023)

counter-title = User information registration
counter-step1 = Enter user information (STEP1)
counter-step2 = Confirm user information (STEP2)
counter-step3 = Completion of user information registration (STEP3)
user-name = User name
date-example = Year, month, day. Example: 2000 / 1 / 1
year = Year
month = Month
day-of-month = Day
address-hint = Choose the prefecture and the municipality with "Search".
address-none = Nothing has been chosen yet.
address-search = Search for an address
search-conditions = Search Conditions
search-results = Search Results
prefecture = Prefecture
narrow-down = Narrow down the list
# $count (number)
municipalities-found =
    { $count ->
        [one] { $count } municipality
       *[other] { $count } municipalities
    }
contact-information = User contact information (telephone)
read-terms = Read the Terms of Use and if you agree, check "I agree to the Terms of Use."
terms-are-here = Terms of Use are here. (opens a new window)
i-agree = I agree to the Terms of Use.
counter-entered = Information entered in Enter user information (STEP1)
# $time (string): HH:MM in Japan
step-until = You can register with these entries until { $time } (Japan time).
registration = Registration
counter-completed = The registration of your user information has been completed
# $address (string)
counter-notification = A notification of completion of user information registration will be sent to your email address { $address }. Please set your password with the URL in it.
counter-close-window = Close this window before you open the URL in the email. An error will occur if the top page or the login page is open while you set the password.
back-to-top = Back to Top page
first-password-title = Set your password
first-password-done = The password has been set
open-elsewhere = The password cannot be set while the top page or the login page is open.
open-elsewhere-text = Please close the other windows of this system, and then press the button again. The link still works.
log-out-first = Please log out before you set the password. The link still works.

## Receipt registrationList

receipts-title = Receipt registrationList
# $moment (string)
current-as-of = Current as of { $moment }
change-display-count = Change Display Count
# $count (number)
show-items = Show { $count } Items per Page
receipts-all = All
# $count (number)
receipts-waiting = Receipt Not Yet Registered ({ $count })
receipts-none = No certificate has been sent to you yet.
receipts-none-text = When the examination at the Regional Immigration Bureau is complete, the Certificate of Eligibility is sent to you by email. From then on it is listed here.
receipts-none-waiting = No certificate is waiting for the registration of its receipt.
requested-at = Request Date and Time
registered-at = Registration Date and Time
registration-status = Registration Status
register-receipt = Register Receipt
past-validity = The three months of validity are over.
receipt-confirmation-title = Receipt registration confirmation
receipt-question = Are you sure you want to register the receipt for the following Certificate of Eligibility ?
receipt-final = The registration of receipt is final. No more reminders will be sent for this certificate.
# $number (string): of the certificate
receipt-registered = The receipt of { $number } has been registered.

## My page

check-user-information = Check User Information
check-user-information-text = View your user information, and change your email address, password, telephone number and other information.
receipts-card-text = View the certificates that were sent to you, and register their receipt.
security-title = Login activity
security-card-text = See where you are logged in and what happened to your account.
data-title = Your data
data-card-text = Save the data that is held about you as a file, or close your account.
# $count (number)
failed-logins =
    { $count ->
        [one] Since your last login, { $count } login with a wrong password was refused.
       *[other] Since your last login, { $count } logins with a wrong password were refused.
    }
failed-logins-text = If this was not you, please look at the login activity, and change your password.
details-title = UserDetails
details-not-online = Name, user type, sex and date of birth cannot be changed online. Please contact the Regional Immigration Bureau.
change-email = Change Email Address
change-password = Change Password
change-other = Change Other Information
# $email (string): the new address
pending-email = A change to { $email } is waiting.
pending-email-text = The change is complete when you open the link in the email to the new address. Until then, the old address stays in use.
withdraw-change = Withdraw the change
enter-present-password = Please enter your current password
enter-present-password-text = To protect your account, we ask for your current password, because you logged in some time ago.
email-change-title = Email address input (Email address change)
email-change-new = Please enter a new email address.
email-change-sent = Once you have completed the input, an email with the URL of the application page will be sent to the provided address.
email-change-access = Access the URL and complete the registration.
# $domain (string), e.g. @portal.example.jp
email-change-spam = If you use a spam filter, please set it so that emails from "{ $domain }" are received.
email-change-other = If you do not receive the email containing the URL of the application page even after taking these measures, please use a different email address for the application.
email-change-no-reply = Please note that we cannot respond to inquiries sent to the sender's email address.
email-change-mobile = Lastly, if you are using a mobile phone email, please be aware that the initial settings may block emails with URL links. In such cases, please adjust your settings to allow these emails.
# $address (string): the new address
email-change-sent-to = We have sent an email to { $address }. Please open the URL in it to complete the change. It works for 24 hours.
# $address (string): the present address
email-change-old-stays = Until the URL is used, { $address } stays your registered email address.
change-completed-title = UserChange Completed
change-completed-email = An email confirming the change will be sent.
password-changed-text = Your password has been changed. On all other devices you have been logged out.
other-change-title = UserChange
other-confirmation-title = UserChange confirmation
other-question = Do you want to change your information to the following?
other-changed-text = Your information has been changed.
postal-code-hint = Seven digits. Example: 100-0001. You may leave it empty.
sessions-title = Where you are logged in
this-session = this device
# $moment (string)
last-seen = Last activity: { $moment }
end-session = Log out there
end-other-sessions = Log out on all other devices
session-ended = The other session has ended.
sessions-text = If you do not recognise a device, log out there and change your password.
activity-title = What happened to your account
export-title = Your data as a file
export-text = You can save everything that is held about your account as a file (JSON). Please enter your password to confirm.
export-button = Save as a file
export-saved = The file has been created. Your browser saves it.
close-title = Close the account
close-text = A closed account cannot be opened again. If you need a user ID later, you have to register again.
close-account = Close the account
close-warning = You are about to close your account for good.
close-warning-text = You will be logged out everywhere, and no more emails will be sent to you. Your data will be erased, except what the Regional Immigration Bureau must keep about certificates. Certificates that were already sent remain valid.
close-sure = I want to close my account for good.
close-tick = Please tick the box if you want to close your account.

## The check of a certificate

check-title = Check of a Certificate of Eligibility
check-text = For embassies, airlines and others who have a Certificate of Eligibility before them: enter the number and the code as they are printed. The owner of the certificate can see that it was checked.
check-number-hint = Example: TEST25-0001
check-code = Code
check-code-hint = The code is printed beside the number. Example: 7K3M-9QXA-02VD
check = Check
check-result = Result
issued-on = Date of issue
holder-initials = Initials of the holder
compare-with-passport = Please compare the date and the initials with the certificate and the passport.
