# Uketori: words of the officers' API, English. Officers who read another language get the English ones.
# Keys and variables are the same in both languages.

## Actions in the audit log (AuditAction)

audit-action-registration-started = Registration started
audit-action-account-registered = Account registered
audit-action-account-imported = Account imported
audit-action-first-password-set = First password set
audit-action-logged-in = Logged in
audit-action-login-refused = Login refused
audit-action-account-locked = Account locked
audit-action-device-locked = Login locked in one browser or app
audit-action-logged-out = Logged out
audit-action-session-ended = Session ended
audit-action-other-sessions-ended = All other sessions ended
audit-action-reauthenticated = Password confirmed
audit-action-reauthentication-refused = Confirmation of the password refused
audit-action-user-id-requested = User ID requested
audit-action-password-reset-requested = Password reset requested
audit-action-password-reset = Password reset
audit-action-password-changed = Password changed
audit-action-email-change-started = Change of the email address started
audit-action-email-change-withdrawn = Change of the email address withdrawn
audit-action-email-changed = Email address changed
audit-action-change-disavowed = Change undone with the link "This was not me"
audit-action-contact-details-changed = Contact details changed
audit-action-preferences-changed = Language or colour scheme changed
audit-action-data-exported = Data of the account exported
audit-action-account-closed = Account closed
audit-action-certificate-issued = Certificate issued
audit-action-certificate-resent = Certificate sent again
audit-action-certificate-cancelled = Certificate cancelled
audit-action-receipt-registered = Receipt registered
audit-action-certificate-checked = Printed certificate checked
audit-action-notice-published = Notice published
audit-action-mail-kind-paused = Kind of email paused
audit-action-mail-kind-resumed = Kind of email resumed
audit-action-mails-held = Emails put on hold after a restore
audit-action-mails-released = Emails on hold released
audit-action-mails-dropped = Emails on hold dropped
audit-action-notice-changed = Notice changed
audit-action-notice-withdrawn = Notice withdrawn
audit-action-officer-created = Officer created
audit-action-officer-invited = Officer invited
audit-action-officer-enrolled = Officer enrolled
audit-action-officer-enrolment-refused = Enrolment of an officer refused
audit-action-officer-logged-in = Officer logged in
audit-action-officer-login-refused = Login of an officer refused
audit-action-officer-locked = Officer locked
audit-action-officer-device-locked = Login of an officer locked in one browser
audit-action-officer-unlocked = Lock of an officer lifted
audit-action-officer-logged-out = Officer logged out
audit-action-officer-proof-refused = Confirmation of an officer's password and code refused
audit-action-officer-password-changed = Password of an officer changed
audit-action-officer-recovery-codes-renewed = Recovery codes of an officer renewed
audit-action-officer-sessions-ended = Sessions of an officer ended
audit-action-officer-reset = Officer reset, to enrol again
audit-action-officer-closed = Officer closed
audit-action-role-proposed = Role proposed
audit-action-role-granted = Role granted
audit-action-role-grant-refused = Grant of a role refused
audit-action-role-revoked = Role revoked
audit-action-removal-proposed = Closing of an officer or revocation of a role proposed
audit-action-removal-refused = Closing of an officer or revocation of a role refused
audit-action-removal-withdrawn = Proposal to close an officer or to revoke a role withdrawn
audit-action-permission-refused = Operation refused for lack of a role
audit-action-wrong-audience = Token sent to the wrong API
audit-action-accounts-searched = Accounts searched
audit-action-account-read = Account viewed
audit-action-account-unlocked = Lock of an account lifted
audit-action-account-sessions-ended = Sessions of an account ended
audit-action-account-corrected = Account corrected
audit-action-mails-read = Emails viewed
audit-action-mail-resent = Email sent again
audit-action-mail-dropped = Email dropped
audit-action-suppression-lifted = Suppression of an address lifted
audit-action-audit-read = Audit log viewed
audit-action-certificates-viewed = Certificates viewed
audit-action-restore-begun = Restore from a backup begun
audit-action-restore-cleared = Items of the backup ended during a restore
audit-action-restore-finished = Restore from a backup finished
audit-action-password-withdrawn = Password removed because of a restore
audit-action-other = Another operation
# An action that was refused. $label (string): the action, one of the texts above
audit-action-refused = { $label } (refused)

## Kinds of email (MailKind)

mail-kind-registration-link = Link for the user registration
mail-kind-user-id-issued = New user ID
mail-kind-first-password-link = Link to set the first password
mail-kind-user-id-reminder = Requested user IDs
mail-kind-password-reset-link = Link for a password reset
mail-kind-email-change-link = Link for a change of the email address
mail-kind-email-change-notice = Notice of a change of the email address
mail-kind-contact-changed = Notice of changed user information
mail-kind-password-changed = Notice of a changed password
mail-kind-account-locked = Notice of a locked account
mail-kind-certificate = Certificate of Eligibility
mail-kind-certificate-cancelled = Notice of a cancelled certificate
mail-kind-receipt-reminder = Reminder to register receipt
mail-kind-other = Another kind of email

## Alerts (StaffAlertName)

staff-alert-certificates-late = Emails with certificates are late
staff-alert-certificates-undelivered = Emails with certificates were not delivered, or may not have been
staff-alert-certificates-bounced = Emails with certificates came back
staff-alert-mails-dead = Many emails were given up
staff-alert-mails-unknown = Emails may or may not have been sent
staff-alert-account-mail-late = Emails that people wait for are late
staff-alert-kind-paused = A kind of email is paused
staff-alert-mails-held = Emails on hold wait for a decision
staff-alert-clock-skew = The clock of a machine is wrong
staff-alert-key-missing = A key is missing
staff-alert-keys-differ = Programs use different keys
staff-alert-relay-misconfigured = A mail relay does not accept this installation
staff-alert-officers-locked = Officers are locked after wrong attempts
staff-alert-other = Another alert
