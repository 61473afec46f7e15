# Uketori: messages of the API, English.
# All texts read against Japanese by a second reader, 2026-11.
# Keys and variables are the same in all eight languages.

## Answers to forms and operations (ErrorCode)

error-required = This item is required. Please fill it in or select an option.
error-invalid-format = This entry is not in the right format. Please check it.
# $min (number): the smallest number of characters
error-too-short = Please enter at least { $min } characters.
# $max (number): the largest number of characters
error-too-long = Please enter no more than { $max } characters.
error-confirmation-mismatch = The two entries do not match. Please enter the same text in both fields.
error-not-in-list = Please select.
error-date-in-future = This date is in the future. Please enter a date no later than today in Japan.
error-password-needs-uppercase = The password needs at least one uppercase letter (A-Z).
error-password-needs-lowercase = The password needs at least one lowercase letter (a-z).
error-password-needs-number = The password needs at least one number (0-9).
# $symbols (string): the symbols allowed, separated by spaces
error-password-needs-symbol = The password needs at least one of these symbols: { $symbols }
error-password-character-not-allowed = The password contains a character that cannot be used. Only uppercase letters, lowercase letters, numbers and these symbols are allowed: $ % & = @ _ # * + - ? !
error-password-too-common = This password is easy to guess. Please choose another one.
error-password-contains-personal-data = The password must not contain personal data such as your name, user ID, email address or telephone number. Please choose another one.
error-terms-not-agreed = Please read the Terms of Use and agree to them.
error-terms-outdated = The Terms of Use have changed. Please read the new version and agree to it.
error-link-unknown = This link is not valid. Please check that you have opened the whole address given in the email.
error-link-expired = This link has expired. For what to do now, please see the email with this link. If it does not say, please contact the System Help Desk.
error-link-used = This link has already been used.
error-link-replaced = This link is no longer valid, because a newer email has been sent. Please open the link in the latest email.
error-link-revoked = This link is no longer valid, because your account was changed after this email was sent, for example its password or email address. No newer email has been sent. Please log in. If you have forgotten your password, reset it on the login screen. If you did not make the change, please contact the System Help Desk.
error-step-unknown = This operation is not valid. Nothing has been changed. Please start over from the entry screen.
error-step-expired = Too much time has passed since you confirmed your entries, so the operation cannot be continued. Nothing has been changed. Please confirm your entries again.
error-step-used = This operation has already been carried out. You do not need to do it again.
error-idempotency-key-reused = The same request key has already been used with different contents. Please open the screen again and try once more.
error-not-available = This operation is not available for your account.
error-email-unchanged = This is already your registered email address. To change it, please enter a different address.
error-invalid-credentials = This user ID and password could not be accepted. Please check both and try again. After five wrong passwords in a row, an account is locked for 24 hours. A password reset lifts the lock at once.
error-current-password-wrong = This is not your current password. Please check it and enter it again. After five wrong passwords in a row, an account is locked for 24 hours. A password reset lifts the lock at once.
error-rate-limited = There have been too many attempts in a short time. Please wait a while and try again.
error-overloaded = The system is very busy at the moment. Please wait a while and try again.
error-not-logged-in = Please log in.
error-session-expired = Your session has ended. Please log in again.
error-session-expired-idle = You have been logged out automatically because there was no activity for over three hours. Please log in again.
error-session-expired-absolute-limit = You have been logged out automatically because your session reached its longest possible time. Please log in again.
error-session-expired-logged-out = You have logged out. To continue, please log in again.
error-session-expired-ended-elsewhere = You have been logged out, because this session was ended from another device or by the Regional Immigration Bureau, or because too many sessions were open. Please log in again. If you did not do this, please reset your password.
error-session-expired-password-changed = You have been logged out, because your password was changed. Please log in with the new password. If you did not change it, please reset your password and contact the System Help Desk.
error-session-expired-email-changed = You have been logged out, because your registered email address was changed or such a change was undone. Please log in again. If you did not do this, please contact the System Help Desk.
error-absolute-limit = Your session has reached its longest possible time and cannot be extended further. Please log in again.
error-session-open = The password cannot be set while the Online Residence Application System is open. Please log out, close all windows of the system, and open the link in the email again. The link can still be used.
error-reauthentication-required = To protect your account, please enter your current password.
error-not-found = Nothing was found. Please check your entry.
error-cancelled = This Certificate of Eligibility has been cancelled by the Regional Immigration Bureau, so its receipt cannot be registered.

## Requests that could not be carried out (extensions.code)

request-graphql-parse-failed = The request contains a syntax error.
request-graphql-validation-failed = The request does not conform to the schema.
request-bad-user-input = The variables of the request have values that are not valid.
request-operation-resolution-failure = The operation to carry out could not be determined. Please check the operation name.
request-bad-request = The request is not in the right format.
request-persisted-query-not-found = The query asked for has not been stored.
# Programs compare this text. It is the same in every language.
request-persisted-query-not-supported = PersistedQueryNotSupported
request-query-too-deep = The query is nested too deeply.
request-query-too-complex = The query is too complex.
request-document-too-large = The request is too large.
request-rate-limited = Too many requests have been made. Please wait a while and try again.
request-forbidden = This operation is not allowed.
request-unauthenticated = The authentication data is not valid. Please log in again.
request-overloaded = The system is very busy at the moment. Please wait a while and try again.
request-service-unavailable = The system is not available at the moment. Please wait a while and try again.
request-internal-server-error = Something went wrong in the system. Please wait a while and try again.

## What a field expects (message of INVALID_FORMAT when the field is known)

hint-email = Enter the email address in half-width letters, numbers and symbols, within 60 characters. Example: user@example.com
hint-name = Enter the name in half-width uppercase letters, within 104 characters, with one space between words. Example: HOUMU TARO
hint-phone-number = Enter the telephone number as dialled within Japan, in 9 to 12 half-width digits. Example: 0312345678
hint-password = Enter a password of 10 to 20 characters, with at least one uppercase letter, one lowercase letter, one number and one of these symbols: $ % & = @ _ # * + - ? !
hint-street = Enter the town name and the street or house numbers in full-width characters, within 80 characters. Some characters, such as emoji, cannot be used. Example: １－１－１　緑ヶ関ハイツ２０２号
hint-postal-code = Enter the postal code in seven half-width digits. Example: 100-0001
hint-birth-date = Enter a real date in the past, in the order year, month, day. Example: 2000-01-01
hint-user-id = Enter the user ID exactly as given in the email, in half-width letters and numbers. Example: hdlpf38617

## Names of fields (UserError.fieldLabel)

field-user-id = User ID
field-type = User type
field-name = Name (English letter)
field-sex = Sex
field-birth-date = Date of birth
field-postal-code = Postal code
field-municipality-code = Address in Japan (the prefecture, the municipality)
field-street = Address in Japan (the town name, the street or house numbers)
field-phone-number = Telephone number
field-email = Email address
field-email-confirmation = Email address (for confirmation)
field-password = Password
field-password-confirmation = Password (for confirmation)
field-current-password = Current password
field-agreed-terms-version = Agreement to the Terms of Use
field-language = Language
field-color-scheme = Color scheme
field-certificate-number = Certificate number
field-token = Link in the email
field-step-token = Confirmation of the input
field-id = Session
field-idempotency-key = Request key

## Names of fields of the officers' forms (UserError.fieldLabel)

field-officer-name = Name of the officer
field-officer-id = Officer
field-role = Role
field-totp-code = One-time code
field-recovery-code = Recovery code
field-second-factor = One-time code or recovery code
field-enrolment-code = Enrolment code
field-proposal-id = Proposal
field-certificates = Certificates
field-holder-name = Name of the holder
field-nationality = Nationality/Region
field-status-of-residence = Status of residence
field-period-of-stay = Period of stay
field-issued-on = Date of issue
field-issuing-bureau = Issuing Regional Immigration Bureau
field-application-number = Application number
field-reason = Reason
field-notice = Notice
field-from = Beginning
field-until = End
field-texts = Texts of the notice
field-title = Title
field-body = Text
field-expected-version = Version that was loaded
field-ids = Emails
field-kind = Kind of email

## Notices of an account (AccountNoticeCode)

# $number (string): the number of the certificate
notice-certificate-not-delivered = The email with the Certificate of Eligibility { $number } could not be delivered to your email address. Please check your registered email address, and change it if it is wrong or no longer in use. Then please contact the System Help Desk and ask for the certificate to be sent again.

## What happened to an account (ActivityAction)

activity-account-registered = Account registered
activity-account-imported = Account taken over from another system
activity-first-password-set = First password set
activity-logged-in = Logged in
activity-login-refused = Login refused
activity-account-locked = Account locked after five wrong passwords in a row
activity-device-locked = Login locked in one browser or app after five wrong passwords in a row
activity-logged-out = Logged out
activity-session-ended = A session ended
activity-other-sessions-ended = All other sessions ended
activity-reauthenticated = Password confirmed
activity-reauthentication-refused = Confirmation of the password refused
activity-password-reset-requested = Password reset requested
activity-password-reset = Password reset
activity-password-changed = Password changed
activity-email-change-started = Change of the email address started
activity-email-change-withdrawn = Change of the email address withdrawn
activity-email-changed = Email address changed
activity-change-disavowed = Change undone with the link "This was not me"
activity-contact-details-changed = Contact details changed
activity-preferences-changed = Language or colour scheme changed
activity-data-exported = Data of the account exported
activity-account-closed = Account closed
activity-certificate-issued = Certificate of Eligibility issued
activity-certificate-resent = Certificate of Eligibility sent again
activity-certificate-cancelled = Certificate of Eligibility cancelled by the Regional Immigration Bureau
activity-receipt-registered = Receipt of a Certificate of Eligibility registered
activity-certificate-checked = Printed Certificate of Eligibility checked by somebody
activity-account-read = Account viewed by the Regional Immigration Bureau
activity-account-unlocked = Lock of the account lifted by the Regional Immigration Bureau
activity-account-sessions-ended = Sessions ended by the Regional Immigration Bureau
activity-account-corrected = User information corrected by the Regional Immigration Bureau
activity-mails-read = Delivery of emails viewed by the Regional Immigration Bureau
activity-mail-resent = Email sent again by the Regional Immigration Bureau
activity-mail-dropped = Email withdrawn by the Regional Immigration Bureau
activity-suppression-lifted = Emails to the email address resumed by the Regional Immigration Bureau
activity-audit-read = Records of the account viewed by the Regional Immigration Bureau
activity-password-withdrawn = Password removed for safety, because the system was restored from a backup
activity-other = Another operation
# An operation that was refused. $label (string): the operation, one of the texts above
activity-refused = { $label } (refused)

## User types

user-type-foreign-national-label = Foreign national (applicant)
user-type-foreign-national-guide = Foreign nationals who apply for themselves
user-type-legal-representative-label = Legal Representative
user-type-legal-representative-guide = Family members or legal representatives
user-type-legal-specialist-label = Attorney/Administrative Procedures Legal Specialist
user-type-legal-specialist-guide = Attorneys or administrative procedures legal specialists
user-type-organization-staff-label = Staff Member of the Organization
user-type-organization-staff-guide = Personnel of institutions, of an organization of affiliation of the specified skilled worker, of registered support organizations, and of Japanese-language institutes
user-type-counter-applicant-label = Applicant (at a counter) for electronic issuance of a certificate of eligibility
user-type-counter-applicant-guide = Those who apply for a Certificate of Eligibility at a counter of a Regional Immigration Bureau and wish to receive it by email (please register on the "User information registration" screen)

## Status of the registration of receipt

receipt-status-not-registered = Receipt Not Yet Registered
receipt-status-registered = Receipt Registration Completed
receipt-status-cancelled = Cancelled by the Regional Immigration Bureau

## The public check of a certificate

certificate-check-valid = This certificate was issued by the Regional Immigration Bureau and can be used. Its receipt has not been registered yet.
certificate-check-registered = This certificate was issued by the Regional Immigration Bureau and can be used. Its receipt has been registered.
certificate-check-cancelled = The Regional Immigration Bureau has cancelled this certificate. It can no longer be used.
certificate-check-past-validity = This certificate was issued by the Regional Immigration Bureau, but the three months for which it is valid are over.
certificate-check-not-found = There is no certificate with this number and this code. Please compare both with the certificate.

## The top page's footer, and what stands around every page

site-title = Online Residence Application System and Electronic Notification System
# $hours (string): the hours on weekdays, e.g. 9:00-17:00
site-help-desk-hours = Weekdays { $hours } (excluding the year-end and New Year holidays). Emails are received 24 hours a day, 365 days a year.
site-procedure-contact = For inquiries about procedures, please contact the nearest Regional Immigration Office by phone.
site-disclaimer = This system is not operated by the Immigration Services Agency of Japan.
site-link-agency = Website of the Immigration Services Agency of Japan
site-link-bureaus = List of Regional Immigration Bureaus, with telephone numbers
site-link-guide = Manual
site-link-who-can-register = Who can register online
site-link-before-registration = Preparations for user registration
site-link-card-software = JPKI client software

## The procedures of "Search for Application Procedures"

procedure-in-person-application-title = In-Person Application for Certificate of Eligibility
procedure-in-person-application-summary = Apply for a Certificate of Eligibility at a counter of a Regional Immigration Bureau and request that it be delivered by email. You need a user ID.
procedure-user-registration-title = User Registration
procedure-user-registration-summary = Register your email address and your user information, and obtain a user ID.
procedure-counter-registration-title = User information registration (at a counter)
procedure-counter-registration-summary = For applicants (at a counter) for electronic issuance of a Certificate of Eligibility: register your name, date of birth, address in Japan and contact information, and obtain a user ID. You set the password with the URL in an email.
procedure-receipt-registration-title = Registering Receipt of Certificate of Eligibility
procedure-receipt-registration-summary = After you have received the Certificate of Eligibility by email, log in and perform registration of receipt.
procedure-user-information-title = Reviewing and Changing Your User Information
procedure-user-information-summary = Check your user information, and change your email address, password, telephone number and other information.
procedure-forgotten-login-title = If You Forgot Your User ID or Password
procedure-forgotten-login-summary = Receive your user ID by email, or reset your password. A password reset also unlocks a locked account at once.

## Answers to officers (ErrorCode of officer.graphql)

officer-error-invalid-credentials = This name, password and code could not be accepted. Please check them and try again. Each code works only once. After five wrong attempts in a row, login is locked for five minutes, after ten for an hour, after fifteen for 24 hours.
officer-error-current-password-wrong = The current password or the code is not correct. Please check them and try again. Each code works only once. After five wrong attempts in a row, login is locked for five minutes, after ten for an hour, after fifteen for 24 hours.
officer-error-enrolment-code-invalid = This enrolment code cannot be used. Please ask an administrator for a new one.
officer-error-totp-code-wrong = This code is not correct. Please check the time on your telephone and the code that it shows.
officer-error-second-officer-required = Another officer has to do this: somebody who did not begin it, and who neither created nor invited the officers concerned.
officer-error-officer-name-taken = An officer with this name exists or existed before. A name is never given out twice. Please choose another one.
officer-error-role-already-there = The officer already holds this role, or it has already been proposed.
officer-error-account-unknown = No open account has this user ID. Please compare it with the request form.
officer-error-certificate-number-taken = This certificate number has already been used for another certificate.
officer-error-certificate-number-twice = An earlier line has the same certificate number.
officer-error-certificate-expired = The three months for which this certificate is valid are over, so it is not sent.
# $max (number): how many at most
officer-error-too-many-certificates = Please send no more than { $max } certificates at a time.
officer-error-certificate-cancelled = This certificate has been cancelled.
officer-error-mail-on-its-way = The email of this certificate is already on its way.
officer-error-notice-withdrawn = This notice has been withdrawn.
# $line (number): the line, from 1
officer-error-markup-not-allowed = Line { $line }: this cannot be used in a notice. Please use plain text, headings, emphasis, lists, quotations and links that begin with https:// or mailto:.
officer-error-period-order = The end must be later than the beginning.
officer-error-language-twice = There is already a text in this language.
officer-error-account-closed = This account is closed.
officer-error-changed-meanwhile = This was changed after you opened it. Nothing has been saved. Please look at it again and repeat your entry if it is still needed.
officer-error-already-paused = Emails of this kind are already paused. The earlier pause and its reason stay.
officer-error-mail-state-unsuitable = The email is in a state in which this cannot be done: it is on its way, has been sent, or has ended. Please look at it again.
officer-error-mail-no-longer-wanted = Nobody needs this email any more, for example because its link no longer works, its account is closed, its certificate has been cancelled, receipt has been registered, or the next follow-up email is due.
officer-error-second-copy-possible = This email may already have arrived. Send it again only if a second copy does no harm, and confirm that.
officer-error-address-suppressed = Emails to this email address have bounced, so emails of this kind are not sent to it. Please correct the email address, or lift the block, first.
officer-error-mail-warns-owner = This email tells the owner of an account what was done to the account, so it cannot be dropped while it waits to be sent.
