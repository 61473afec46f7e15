# Uketori: texts of the mails, Simplified Chinese.
# Draft: no native speaker has read this file yet.
# All texts read against English and Japanese by a second reader, 2026-11; not yet by a native speaker.
# Keys and variables are the same in all eight languages.
# All dates and times arrive as finished text; times are in Japan time, and "Japan time" is said here.

## Frame of every mail

layout-system-name = 在留申请在线系统
# Every subject: what the mail is for, then the system, because a telephone cuts the end off.
# $title (of the mail), $system (strings)
layout-subject = 【{ $title }】{ $system }
# The same about one certificate. $title, $number, $system (strings)
layout-subject-of-certificate = 【{ $title }】{ $number } { $system }
layout-button-hint = 如果按钮无法使用，请打开以下网址：
layout-not-you = 如果您不知道为何收到本邮件，则无需做任何处理。
layout-no-reply = 本邮件由系统自动发送。即使您回复，我们也无法答复。
# $phone, $hours, $email (strings)
layout-help-desk = 有关系统操作的咨询：系统服务台，电话 { $phone }（{ $hours }），电子邮件 { $email }
layout-disclaimer = 本系统并非由日本出入国在留管理厅运营。
# $domain (string)
layout-domain = 为确保您能收到今后的邮件，请将邮箱设置为允许接收来自域名“{ $domain }”的邮件。
# A period in mails. $count (number)
layout-hours = { $count }小时
# $count (number)
layout-minutes = { $count }分钟
# Above what the reader of a mail about a certificate finds below it.
layout-details-heading = 详细说明
# Above a user ID, which stands alone on its line.
user-id-label = 用户ID

## Where a change came from, in mails that tell an owner of one

security-label-when = 时间
# $when (date and time)
security-when = { $when }（日本时间）
security-label-device = 设备
security-label-place = 地点
# $network (string), e.g. 203.0.113.0/24
security-network = 网络 { $network }（国家或地区不明）
# Instead of a device or a place that is not known.
security-unknown = 不明
# Instead of a place, if officers made the change.
security-at-bureau = 地方出入国在留管理局（由职员更改）

## M1 registration link

registration-link-title = 用户注册链接
registration-link-p1 = 我们已收到您在“在留申请在线系统”进行用户注册的请求。注册尚未完成。
registration-link-p2 = 请点击按钮或打开所示网址，在用户注册页面填写所需信息。
# $expires (date and time), $period (layout-hours or layout-minutes)
registration-link-p3 = 此链接的有效期到{ $expires }（日本时间）为止，即本邮件发送后{ $period }内有效。如果已过期，请从输入电子邮箱地址这一步重新开始。
registration-link-p4 = 如果这不是您本人的操作，请忽略本邮件。系统不会进行注册。
registration-link-button = 前往用户注册

## M2 user ID

user-id-issued-title = 用户ID通知
# $name (string)
user-id-issued-p1 = { $name } 您好：
user-id-issued-p2 = 您的用户注册已完成。您的用户ID如下，请妥善保管。
user-id-issued-p3 = 如果您在地方出入国在留管理局的窗口申请在留资格认定证明书，并希望通过电子邮件领取，请在“电子方式领取申请书”（日文名称：「（窓口申請）在留資格認定証明書電子交付希望申出書」）上填写此用户ID，并在申请时一并提交。
user-id-issued-p4 = 仅完成此注册，还不能在线提出在留申请。
user-id-issued-p5 = 登录时，请使用此用户ID和您注册时设置的密码。本邮件中不显示密码。
user-id-issued-button = 登录

## M3 completion of the user information registration, link to the first password

first-password-link-title = 请设置密码（用户信息注册已完成）
first-password-link-p1 = 您的用户信息注册已完成。您的用户ID如下，请妥善保管。
first-password-link-p2 = 接下来请设置密码。设置之前，请关闭所有已打开的“在留申请在线系统”首页和登录页面。如果不关闭就设置密码，会发生错误。出现错误时，请关闭这些页面，然后再次打开链接。
# $expires (date and time)
first-password-link-p3 = 关闭页面后，请点击按钮或打开所示网址。此链接的有效期到{ $expires }（日本时间）为止。如果已过期，请在登录页面选择“忘记密码请点击此处”，输入用户ID和电子邮箱地址。我们将发送新的链接。
first-password-link-p4 = 在窗口申请在留资格认定证明书时，请在“电子方式领取申请书”（日文名称：「（窓口申請）在留資格認定証明書電子交付希望申出書」）上填写此用户ID。仅完成此注册，还不能在线提出在留申请。
first-password-link-button = 设置密码

## M4 user ID notification

user-id-reminder-title = 用户ID查询结果
user-id-reminder-p1 = 您查询了用户ID。使用您输入的电子邮箱地址和姓名注册的用户ID如下：
# One line below each user ID. $type (label of the user type), $registered (date)
user-id-reminder-item = 用户类型：{ $type }，注册日期：{ $registered }
user-id-reminder-p2 = 如果您也忘记了密码，请在登录页面选择“忘记密码请点击此处”进行重置。
user-id-reminder-p3 = 如果这不是您本人的操作，请忽略本邮件。您的注册信息没有任何更改。
user-id-reminder-button = 登录

## M5 password reset link

password-reset-link-title = 重置密码链接
password-reset-link-p1 = 我们已收到您重置密码的请求。密码尚未更改。
password-reset-link-p2 = 请点击按钮或打开所示网址，设置新密码。如果账户已被锁定，重置密码后，锁定会立即解除。
# $expires (date and time)
password-reset-link-p3 = 此链接的有效期到{ $expires }（日本时间）为止。如果已过期，请从输入用户ID和电子邮箱地址这一步重新开始。
password-reset-link-p4 = 如果这不是您本人的操作，请忽略本邮件。您当前的密码仍可使用。
password-reset-link-button = 重置密码

## M6 e-mail change link, to the new address

email-change-link-title = 电子邮箱地址更改链接
email-change-link-p1 = 我们已收到请求，要将您注册的电子邮箱地址更改为收到本邮件的地址。更改尚未完成。
email-change-link-p2 = 请点击按钮或打开所示网址，在显示的页面中完成更改。完成之前，我们的邮件仍会发送到原来的电子邮箱地址。
# $expires (date and time)
email-change-link-p3 = 此链接的有效期到{ $expires }（日本时间）为止。如果已过期，请从输入电子邮箱地址这一步重新开始。
email-change-link-p4 = 如果这不是您本人的操作，请忽略本邮件。系统不会进行更改。
email-change-link-button = 更改电子邮箱地址

## M7 password changed

password-changed-title = 密码更改通知
# $when (date and time)
password-changed-p1 = 您的密码已于{ $when }（日本时间）更改。
password-changed-p2 = 为了您的账户安全，其他设备均已退出登录。请在其他设备上使用新密码重新登录。
password-changed-p3 = 如果这不是您本人的操作，可能是他人更改了您的密码。请立即重置密码，并联系系统服务台。
password-changed-button = 重置密码

## M10 e-mail change, to the old address: at the request

email-change-requested-title = 电子邮箱地址更改通知（已收到请求）
# $when (date and time)
email-change-requested-p1 = 系统于{ $when }（日本时间）收到了更改您注册的电子邮箱地址的请求。更改尚未完成，在此之前邮件仍会发送到此地址。
email-change-requested-p2 = 如果是您本人的操作，则无需做任何处理。
# $expires (date and time)
email-change-requested-p3 = 如果这不是您本人的操作，请尽快点击按钮。按钮的有效期到{ $expires }（日本时间）为止。点击后，电子邮箱地址的更改将被中止，所有设备都将退出登录。之后，请先重置密码再使用本系统。
email-change-requested-button = 这不是我本人的操作

## M10 e-mail change, to the old address: at the change

email-change-completed-title = 电子邮箱地址更改通知（已完成）
# $when (date and time)
email-change-completed-p1 = 您注册的电子邮箱地址已于{ $when }（日本时间）完成更改。今后邮件将不再发送到此地址。
email-change-completed-p2 = 如果是您本人的操作，则无需做任何处理。
# $expires (date and time)
email-change-completed-p3 = 如果这不是您本人的操作，请尽快点击按钮。按钮的有效期到{ $expires }（日本时间）为止。点击后，更改将被撤销，恢复使用此地址，所有设备都将退出登录。之后，请先重置密码再使用本系统。
email-change-completed-button = 这不是我本人的操作

## M11 other information changed

contact-changed-title = 用户信息更改通知
# $when (date and time)
contact-changed-p1 = 您的用户信息已于{ $when }（日本时间）更改。如需查看更改后的内容，请登录后在“我的页面”选择“查看用户信息”。
contact-changed-p2 = 如果这不是您本人的操作，请立即更改密码，并联系系统服务台。
contact-changed-by-bureau = 如果更改的内容有误，请联系系统服务台。
contact-changed-button = 登录

## M12 certificate cancelled

certificate-cancelled-title = 在留资格认定证明书已被取消
# $number, $holder (strings)
certificate-cancelled-p1 = 我们通过电子邮件发送给您的 { $holder } 的在留资格认定证明书（编号：{ $number }）已被地方出入国在留管理局取消。
certificate-cancelled-p2 = 该证明书不能用于申请签证或申请入境（上陆）。如果您已将证明书邮件转发给他人，请告知对方。
certificate-cancelled-p3 = 您无需进行领取登记。详情请咨询您提出申请的地方出入国在留管理局。

## Account locked

account-locked-title = 账户已锁定
# $until (date and time)
account-locked-p1 = 由于密码连续5次输入错误，您的账户已被锁定。在{ $until }（日本时间）之前无法登录。
account-locked-p2 = 过了该时间，锁定将会解除。重置密码后，锁定会立即解除。
account-locked-p3 = 如果不是您本人输入的，可能是他人试图登录。建议您重置密码。
account-locked-button = 重置密码

## Account locked, but not for the browsers and apps in which its owner has logged in before

account-locked-for-strangers-title = 账户已锁定
# $until (date and time)
account-locked-for-strangers-p1 = 由于密码连续5次输入错误，您的账户已被锁定至{ $until }（日本时间）。您仍可以从以前登录过的浏览器和应用程序登录。
account-locked-for-strangers-p2 = 从其他浏览器和应用程序，过了该时间后即可登录。重置密码后，锁定会立即解除。
account-locked-for-strangers-p3 = 如果不是您本人输入的，可能是他人试图登录。建议您重置密码。

## One browser or app locked, and not the account

browser-locked-title = 一个浏览器或应用程序的登录已锁定
# $until (date and time)
browser-locked-p1 = 在您以前登录过的一个浏览器或应用程序中，密码连续5次输入错误。在{ $until }（日本时间）之前，无法从该浏览器或应用程序登录。其他浏览器和应用程序不受此锁定影响。
browser-locked-p2 = 过了该时间，锁定将会解除。重置密码后，锁定会立即解除。
browser-locked-p3 = 如果不是您本人输入的，可能是他人使用了您的设备。建议您重置密码。

## M8 certificate

# $title (Japanese, a setting), $number, $system (strings). Every language keeps the Japanese title in front.
certificate-subject = 【{ $title }】{ $number } 在留资格认定证明书 - { $system }
# $title (Japanese, a setting)
certificate-title = 【{ $title }】在留资格认定证明书
# $number, $holder (strings)
certificate-p1 = 本邮件是 { $holder } 的在留资格认定证明书（编号：{ $number }）。本邮件本身即为证明书。
# $register_by (date): the seventh day after the mail; $deadline (date): the last day of validity
certificate-summary = 请点击按钮登录，并在{ $register_by }前（含当日）完成领取登记。证明书的有效期限为{ $deadline }。
certificate-p2 = 请妥善保管本邮件。您可以转发或打印。申请签证和申请入境（上陆）时，请在屏幕上出示本邮件，或打印后提交。
certificate-label-number = 在留资格认定证明书编号
certificate-label-holder-name = 姓名
certificate-label-nationality = 国籍/地区
certificate-label-sex = 性别
certificate-label-birth-date = 出生日期
certificate-label-status-of-residence = 在留资格
certificate-label-period-of-stay = 在留期间
certificate-label-issued-on = 签发日期
certificate-label-valid-until = 有效期限
certificate-label-issuing-bureau = 签发证明书的地方出入国在留管理局
certificate-label-application-number = 申请受理编号
sex-male = 男
sex-female = 女
certificate-notes-heading = 注意事项
certificate-note-1 = 本证明书本身并不是入境（上陆）许可。入境前，您需要在日本驻外大使馆或总领事馆取得签证。
certificate-note-2 = 如果自签发日期起3个月内没有取得签证并申请入境（上陆），本证明书将失效。
certificate-note-3 = 本证明书不保证一定获准入境（上陆）。如果不符合其他入境条件，或情况发生变化，可能不准入境。
# The page and the code are beside it on the certificate.
certificate-check = 任何人都可以使用编号和确认码，在所示页面确认本证明书是真实的且未被取消。
certificate-label-check-page = 确认页面
certificate-label-check-code = 确认码
certificate-request-1 = 收到本邮件后，请登录“在留申请在线系统”，并在本邮件发送后7天内完成领取登记。领取登记由持有用户ID的人进行，收到转发邮件的人无需进行。
# $deadline (date): the last day of validity
certificate-request-2 = 如果本邮件发送后7天内未进行领取登记，我们将发送提醒邮件。此后，在完成领取登记之前，每7天发送一次，直到自签发日期起满3个月为止（至{ $deadline }）。
certificate-button = 登记领取

## M9 follow-up

receipt-reminder-title = 请进行领取登记
# $number (string), $requested (date and time)
receipt-reminder-p1 = 我们于{ $requested }（日本时间）通过电子邮件发送的在留资格认定证明书（编号：{ $number }）尚未进行领取登记。
receipt-reminder-p2 = 请点击按钮或打开所示网址，登录后在领取登记列表中点击该证明书的“登记领取”。
# $deadline (date): the last day of validity
receipt-reminder-p3 = 在完成领取登记之前，我们将每7天发送一次此提醒邮件，直到证明书有效期限的最后一天（{ $deadline }）为止。
receipt-reminder-p4 = 如果您已完成领取登记，请忽略本邮件。
receipt-reminder-p5 = 如果您没有收到证明书邮件，请先查看垃圾邮件文件夹。如果仍未找到，请联系系统服务台。
receipt-reminder-button = 前往领取登记

## User types, in the list of user IDs

user-type-foreign-national = 外国人本人（申请人）
user-type-legal-representative = 法定代理人等
user-type-legal-specialist = 律师・行政书士
user-type-organization-staff = 所属机构等的职员
user-type-counter-applicant = （窗口申请）希望以电子方式领取在留资格认定证明书者
