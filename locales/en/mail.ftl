# Uketori: texts of the mails, English.
# All texts read against Japanese by a second reader, 2026-11.
# Keys and variables are the same in all eight languages.
# Paragraphs are numbered in their order. Addresses and buttons are placed by the layout.
# All dates and times arrive as finished text; times are in Japan time, and "Japan time" is said here.

## Frame of every mail

layout-system-name = Online Residence Application System
# Every subject: what the mail is for, then the system, because a telephone cuts the end off.
# $title (of the mail), $system (strings)
layout-subject = { $title } - { $system }
# The same about one certificate. $title, $number, $system (strings)
layout-subject-of-certificate = { $title }: { $number } - { $system }
layout-button-hint = If the button does not work, please open this address:
layout-not-you = If you do not recognise this email, you do not need to do anything.
layout-no-reply = This email was sent automatically. We cannot answer replies to it.
# $phone, $hours, $email (strings)
layout-help-desk = Questions about using the system: System Help Desk, telephone { $phone } ({ $hours }), email { $email }
layout-disclaimer = This system is not operated by the Immigration Services Agency of Japan.
# $domain (string)
layout-domain = To be sure that our emails reach you, please allow emails from the domain "{ $domain }".
# A period in mails. $count (number)
layout-hours =
    { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }
# $count (number)
layout-minutes =
    { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
# Above what the reader of a mail about a certificate finds below it.
layout-details-heading = Details
# Above a user ID, which stands alone on its line.
user-id-label = User ID

## Where a change came from, in mails that tell an owner of one

security-label-when = Time
# $when (date and time)
security-when = { $when } (Japan time)
security-label-device = Device
security-label-place = Place
# $network (string), e.g. 203.0.113.0/24
security-network = network { $network } (its country is not known)
# Instead of a device or a place that is not known.
security-unknown = not known
# Instead of a place, if officers made the change.
security-at-bureau = Regional Immigration Bureau (changed by its staff)

## M1 registration link

registration-link-title = User registration
registration-link-p1 = We have received your request to register as a user of the Online Residence Application System. Your registration is not complete yet.
registration-link-p2 = Please press the button, or open the address shown, and fill in the user registration screen.
# $expires (date and time), $period (layout-hours or layout-minutes)
registration-link-p3 = This link is valid until { $expires } (Japan time), which is { $period } after this email was sent. If it has expired, please start over by entering your email address.
registration-link-p4 = If you did not ask for this, please ignore this email. Nothing will be registered.
registration-link-button = Go to user registration

## M2 user ID

user-id-issued-title = Your user ID
# $name (string)
user-id-issued-p1 = Dear { $name },
user-id-issued-p2 = Your user registration is complete. This is your user ID. Please keep it in a safe place.
user-id-issued-p3 = When you apply for a Certificate of Eligibility in person at a Regional Immigration Bureau and wish to receive it by email, write this user ID on the request form for delivery by email, "（窓口申請）在留資格認定証明書電子交付希望申出書", and hand the form in with your application.
user-id-issued-p4 = This registration alone does not give you the right to apply online.
user-id-issued-p5 = To log in, use this user ID and the password you chose when you registered. The password is not shown in this email.
user-id-issued-button = Login

## M3 completion of the user information registration, link to the first password

first-password-link-title = Set your password
first-password-link-p1 = The registration of your user information has been completed. This is your user ID. Please keep it in a safe place.
first-password-link-p2 = The next step is to set your password. Before you do, please close every window that shows the homepage or the login page of the Online Residence Application System. An error will occur if one of them is open. In that case, close the window and open the link again.
# $expires (date and time)
first-password-link-p3 = Then press the button or open the address shown. This link is valid until { $expires } (Japan time). If it has expired, choose "Click here if you forgot your password" on the login screen and enter your user ID and email address. We will send you a new link.
first-password-link-p4 = When you apply for a Certificate of Eligibility at the counter, write this user ID on the request form for delivery by email, "（窓口申請）在留資格認定証明書電子交付希望申出書". This registration alone does not give you the right to apply online.
first-password-link-button = Set password

## M4 user ID notification

user-id-reminder-title = User ID notification
user-id-reminder-p1 = You asked us for your user ID. The following is registered under the email address and name you entered.
# One line below each user ID. $type (label of the user type), $registered (date)
user-id-reminder-item = User type: { $type }, registered on: { $registered }
user-id-reminder-p2 = If you have forgotten your password as well, choose "Click here if you forgot your password" on the login screen and reset it.
user-id-reminder-p3 = If you did not ask for this, please ignore this email. Nothing has been changed.
user-id-reminder-button = Login

## M5 password reset link

password-reset-link-title = Password reset
password-reset-link-p1 = We have received your request to reset your password. Your password has not been changed yet.
password-reset-link-p2 = Please press the button, or open the address shown, and set a new password. If your account is locked, the reset lifts the lock at once.
# $expires (date and time)
password-reset-link-p3 = This link is valid until { $expires } (Japan time). If it has expired, please start over by entering your user ID and email address.
password-reset-link-p4 = If you did not ask for this, please ignore this email. Your present password remains valid.
password-reset-link-button = Reset password

## M6 e-mail change link, to the new address

email-change-link-title = Email address change
email-change-link-p1 = We have received your request to change your registered email address to this one. The change is not complete yet.
email-change-link-p2 = Please press the button, or open the address shown, and complete the change on the screen that appears. Until then, our emails go to your previous email address.
# $expires (date and time)
email-change-link-p3 = This link is valid until { $expires } (Japan time). If it has expired, please start over by entering your email address.
email-change-link-p4 = If you did not ask for this, please ignore this email. Nothing will be changed.
email-change-link-button = Change Email Address

## M7 password changed

password-changed-title = Password changed
# $when (date and time)
password-changed-p1 = Your password was changed on { $when } (Japan time).
password-changed-p2 = To protect your account, you have been logged out on all other devices. Please log in there again with the new password.
password-changed-p3 = If you did not do this, someone else may have changed your password. Please reset your password right away and contact the System Help Desk.
password-changed-button = Reset password

## M10 e-mail change, to the old address: at the request

email-change-requested-title = Email address change notice: requested
# $when (date and time)
email-change-requested-p1 = A change of your registered email address was requested on { $when } (Japan time). It is not complete yet: our emails still go to this address.
email-change-requested-p2 = If it was you, you do not need to do anything.
# $expires (date and time)
email-change-requested-p3 = If it was not you, please press the button as soon as possible. It works until { $expires } (Japan time). When you press it, the change is stopped and you are logged out on all devices. After that, please reset your password before you use the system again.
email-change-requested-button = This was not me

## M10 e-mail change, to the old address: at the change

email-change-completed-title = Email address change notice: completed
# $when (date and time)
email-change-completed-p1 = The change of your registered email address was completed on { $when } (Japan time). Our emails no longer go to this address.
email-change-completed-p2 = If it was you, you do not need to do anything.
# $expires (date and time)
email-change-completed-p3 = If it was not you, please press the button as soon as possible. It works until { $expires } (Japan time). When you press it, the change is undone: this address is used again, and you are logged out on all devices. After that, please reset your password before you use the system again.
email-change-completed-button = This was not me

## M11 other information changed

contact-changed-title = User information changed
# $when (date and time)
contact-changed-p1 = Your user information was changed on { $when } (Japan time). To see it, log in and choose "Check User Information" on My page.
contact-changed-p2 = If you did not do this, please change your password right away and contact the System Help Desk.
contact-changed-by-bureau = If anything in it is wrong, please contact the System Help Desk.
contact-changed-button = Login

## M12 certificate cancelled

certificate-cancelled-title = Certificate cancelled
# $number, $holder (strings)
certificate-cancelled-p1 = The Certificate of Eligibility of { $holder } (number { $number }) that we sent you by email has been cancelled by the Regional Immigration Bureau.
certificate-cancelled-p2 = This certificate cannot be used to apply for a visa or for landing. If you have forwarded the email with the certificate to anyone, please let them know.
certificate-cancelled-p3 = You do not need to register its receipt. For details, please ask the Regional Immigration Bureau where you applied.

## Account locked

account-locked-title = Account locked
# $until (date and time)
account-locked-p1 = A wrong password was entered five times in a row, so your account has been locked. You cannot log in until { $until } (Japan time).
account-locked-p2 = The lock is lifted at that time. If you reset your password, it is lifted at once.
account-locked-p3 = If it was not you, someone else may have tried to log in. In that case we recommend that you reset your password.
account-locked-button = Reset password

## Account locked, but not for the browsers and apps in which its owner has logged in before

account-locked-for-strangers-title = Account locked
# $until (date and time)
account-locked-for-strangers-p1 = A wrong password was entered five times in a row, so your account has been locked until { $until } (Japan time). In the browsers and apps in which you have logged in before, you can still log in.
account-locked-for-strangers-p2 = Everywhere else, you can log in again after that time. If you reset your password, the lock is lifted at once.
account-locked-for-strangers-p3 = If it was not you, someone else may have tried to log in. In that case we recommend that you reset your password.

## One browser or app locked, and not the account

browser-locked-title = Login locked in one browser or app
# $until (date and time)
browser-locked-p1 = In a browser or app in which you had logged in before, a wrong password was entered five times in a row. You cannot log in there until { $until } (Japan time). Other browsers and apps are not affected by this lock.
browser-locked-p2 = The lock is lifted at that time. If you reset your password, it is lifted at once.
browser-locked-p3 = If it was not you, someone else may have used your device. In that case we recommend that you reset your password.

## M8 certificate

# $title (Japanese, a setting), $number, $system (strings). Every language keeps the Japanese title in front.
certificate-subject = 【{ $title }】{ $number } Certificate of Eligibility - { $system }
# $title (Japanese, a setting)
certificate-title = 【{ $title }】Certificate of Eligibility
# $number, $holder (strings)
certificate-p1 = This email is the Certificate of Eligibility of { $holder } (number { $number }). The email itself is the certificate.
# $register_by (date): the seventh day after the mail; $deadline (date): the last day of validity
certificate-summary = Please press the button, log in, and register its receipt by { $register_by }. The certificate is valid until { $deadline }.
certificate-p2 = Please keep this email. You may forward it and print it. When applying for a visa and for landing, show this email on a screen or hand in a print of it.
certificate-label-number = Certificate of Eligibility number
certificate-label-holder-name = Name
certificate-label-nationality = Nationality/Region
certificate-label-sex = Sex
certificate-label-birth-date = Date of birth
certificate-label-status-of-residence = Status of residence
certificate-label-period-of-stay = Period of stay
certificate-label-issued-on = Date of issue
certificate-label-valid-until = Valid until
certificate-label-issuing-bureau = Issuing Regional Immigration Bureau
certificate-label-application-number = Application number
sex-male = Male
sex-female = Female
certificate-notes-heading = Notes
certificate-note-1 = This certificate is not in itself a permission to land in Japan. Before landing, you need to obtain a visa at an embassy or consulate general of Japan abroad.
certificate-note-2 = This certificate becomes void unless the holder obtains a visa and applies for landing within three months of the date of issue.
certificate-note-3 = This certificate does not guarantee permission to land. Landing may be refused if other conditions for landing are not met or if circumstances have changed.
# The page and the code are beside it on the certificate.
certificate-check = Anyone can use the number and the check code to verify, on the page shown, that this certificate is genuine and has not been cancelled.
certificate-label-check-page = Check page
certificate-label-check-code = Check code
certificate-request-1 = When you have received this email, please log in to the Online Residence Application System and register its receipt within seven days after the email was sent. This is done by the person who holds the user ID. Anyone to whom this email was forwarded does not need to do it.
# $deadline (date): the last day of validity
certificate-request-2 = If receipt is not registered within seven days after this email was sent, we will send a follow-up email. Further emails follow every seven days until receipt is registered, or until three months have passed from the date of issue (until { $deadline }).
certificate-button = Register Receipt

## M9 follow-up

receipt-reminder-title = Please register receipt
# $number (string), $requested (date and time)
receipt-reminder-p1 = Receipt of the Certificate of Eligibility (number { $number }) that we sent by email on { $requested } (Japan time) has not been registered yet.
receipt-reminder-p2 = Please press the button or open the address shown, log in, and press "Register Receipt" for this certificate in the receipt registration list.
# $deadline (date): the last day of validity
receipt-reminder-p3 = Until receipt is registered, we send this email every seven days, up to { $deadline }, the last day on which the certificate is valid.
receipt-reminder-p4 = If you have already registered receipt, please ignore this email.
receipt-reminder-p5 = If the email with the certificate has not reached you, please look in your spam folder. If it is not there, please contact the System Help Desk.
receipt-reminder-button = Go to registration of receipt

## User types, in the list of user IDs

user-type-foreign-national = Foreign national (applicant)
user-type-legal-representative = Legal Representative
user-type-legal-specialist = Attorney/Administrative Procedures Legal Specialist
user-type-organization-staff = Staff Member of the Organization
user-type-counter-applicant = Applicant (at a counter) for electronic issuance of a certificate of eligibility
