# Uketori: messages of the API, Simplified Chinese.
# Draft: no native speaker has read this file yet.
# All texts read against English and Japanese by a second reader, 2026-11; not yet by a native speaker.
# Keys and variables are the same in all eight languages.

## Answers to forms and operations (ErrorCode)

error-required = 此项为必填项，请输入或选择。
error-invalid-format = 输入格式不正确，请检查输入内容。
# $min (number): the smallest number of characters
error-too-short = 请至少输入{ $min }个字符。
# $max (number): the largest number of characters
error-too-long = 最多可输入{ $max }个字符。
error-confirmation-mismatch = 两次输入的内容不一致，请在两栏中输入相同的内容。
error-not-in-list = 请选择。
error-date-in-future = 不能输入未来的日期。请输入今天（日本时间）或更早的日期。
error-password-needs-uppercase = 密码必须至少包含1个半角大写英文字母（A-Z）。
error-password-needs-lowercase = 密码必须至少包含1个半角小写英文字母（a-z）。
error-password-needs-number = 密码必须至少包含1个半角数字（0-9）。
# $symbols (string): the symbols allowed, separated by spaces
error-password-needs-symbol = 密码必须至少包含1个符号。可使用的符号：{ $symbols }
error-password-character-not-allowed = 密码中含有不能使用的字符。只能使用半角的大写英文字母、小写英文字母、数字和以下符号：$ % & = @ _ # * + - ? !
error-password-too-common = 此密码容易被猜到，请使用其他密码。
error-password-contains-personal-data = 密码中不能包含您的姓名、用户ID、电子邮箱地址、电话号码等个人信息，请使用其他密码。
error-terms-not-agreed = 请阅读使用条款并表示同意。
error-terms-outdated = 使用条款已更新，请阅读新的使用条款并再次表示同意。
error-link-unknown = 此链接不正确。请确认您打开的是邮件中的完整网址。
error-link-expired = 此链接已过期。之后的操作请查看含有此链接的邮件。如果邮件中没有说明，请联系系统服务台。
error-link-used = 此链接已经使用过。
error-link-replaced = 由于已发送新的邮件，此链接已失效。请打开最新邮件中的链接。
error-link-revoked = 由于在此邮件发送后，您的密码或电子邮箱地址等账户信息发生了更改，此链接已失效。系统没有发送新的邮件。请登录。如果忘记了密码，请在登录页面重置密码。如果这不是您本人的操作，请联系系统服务台。
error-step-unknown = 此操作无效。没有更改任何内容。请从输入页面重新开始。
error-step-expired = 您确认输入内容后，已过了较长时间，无法继续操作。没有更改任何内容。请重新确认输入内容。
error-step-used = 此操作已完成，无需再次操作。
error-idempotency-key-reused = 同一请求标识已用于发送其他内容。请重新打开页面后再试。
error-not-available = 您的账户无法进行此操作。
error-email-unchanged = 这与您目前登记的电子邮箱地址相同。如需更改，请输入其他电子邮箱地址。
error-invalid-credentials = 无法确认您输入的用户ID和密码，请检查后再试。密码连续5次输入错误，账户将被锁定24小时。重置密码后，锁定会立即解除。
error-current-password-wrong = 当前密码不正确，请检查后重新输入。密码连续5次输入错误，账户将被锁定24小时。重置密码后，锁定会立即解除。
error-rate-limited = 短时间内操作次数过多，请稍后再试。
error-overloaded = 系统目前非常繁忙，请稍后再试。
error-not-logged-in = 请登录。
error-session-expired = 您的登录状态已结束。请重新登录。
error-session-expired-idle = 由于超过3小时没有操作，系统已自动退出登录。请重新登录。
error-session-expired-absolute-limit = 由于已达到连续登录时间的上限，系统已自动退出登录。请重新登录。
error-session-expired-logged-out = 您已退出登录。如需继续，请重新登录。
error-session-expired-ended-elsewhere = 由于此次登录在其他设备上或由地方出入国在留管理局结束，或同时登录的数量超过上限，您已退出登录。请重新登录。如果您对此不知情，请重置密码。
error-session-expired-password-changed = 由于密码已更改，您已退出登录。请使用新密码登录。如果这不是您本人的操作，请重置密码，并联系系统服务台。
error-session-expired-email-changed = 由于您注册的电子邮箱地址已更改，或该更改已被撤销，您已退出登录。请重新登录。如果这不是您本人的操作，请联系系统服务台。
error-absolute-limit = 已达到连续登录时间的上限，无法再延长。请重新登录。
error-session-open = “在留申请在线系统”仍处于打开状态，无法设置密码。请退出登录，关闭本系统的所有页面，然后再次打开邮件中的链接。该链接仍可使用。
error-reauthentication-required = 为了您的账户安全，请输入当前密码。
error-not-found = 未找到相应内容，请检查输入内容。
error-cancelled = 此在留资格认定证明书已被地方出入国在留管理局取消，无法进行领取登记。

## Requests that could not be carried out (extensions.code)

request-graphql-parse-failed = 请求存在语法错误。
request-graphql-validation-failed = 请求不符合模式定义（schema）。
request-bad-user-input = 请求中的变量值不正确。
request-operation-resolution-failure = 无法确定要执行的操作，请检查操作名称。
request-bad-request = 请求格式不正确。
request-persisted-query-not-found = 指定的查询尚未保存。
# Programs compare this text. It is the same in every language.
request-persisted-query-not-supported = PersistedQueryNotSupported
request-query-too-deep = 查询的嵌套层级过深。
request-query-too-complex = 查询过于复杂。
request-document-too-large = 请求的数据过大。
request-rate-limited = 请求次数过多，请稍后再试。
request-forbidden = 不允许执行此操作。
request-unauthenticated = 认证信息无效，请重新登录。
request-overloaded = 系统目前非常繁忙，请稍后再试。
request-service-unavailable = 系统目前无法使用，请稍后再试。
request-internal-server-error = 系统发生问题，请稍后再试。

## What a field expects (message of INVALID_FORMAT when the field is known)

hint-email = 请用半角英文字母、数字和符号输入电子邮箱地址，不超过60个字符。例：user@example.com
hint-name = 请用半角大写英文字母输入姓名，不超过104个字符，单词之间用一个半角空格隔开。例：HOUMU TARO
hint-phone-number = 请输入在日本国内拨打时使用的电话号码，9至12位半角数字。例：0312345678
hint-password = 请输入10至20个字符的密码，其中半角大写英文字母、半角小写英文字母、半角数字、符号（$ % & = @ _ # * + - ? !）至少各包含1个。
hint-street = 请用全角字符输入町名、门牌号等，不超过80个字符。表情符号等部分字符不能使用。例：１－１－１　緑ヶ関ハイツ２０２号
hint-postal-code = 请用7位半角数字输入邮政编码。例：100-0001
hint-birth-date = 请按年、月、日的顺序输入出生日期，须为实际存在的过去日期。例：2000-01-01
hint-user-id = 请用半角英文字母和数字，按邮件中所示原样输入用户ID。例：hdlpf38617

## Names of fields (UserError.fieldLabel)

field-user-id = 用户ID
field-type = 用户类型
field-name = 姓名（英文字母）
field-sex = 性别
field-birth-date = 出生日期
field-postal-code = 邮政编码
field-municipality-code = 日本的地址（都道府县、市区町村）
field-street = 日本的地址（町名、门牌号等）
field-phone-number = 电话号码
field-email = 电子邮箱地址
field-email-confirmation = 电子邮箱地址（确认）
field-password = 密码
field-password-confirmation = 密码（确认）
field-current-password = 当前密码
field-agreed-terms-version = 同意使用条款
field-language = 语言
field-color-scheme = 配色
field-certificate-number = 证明书编号
field-token = 邮件中的链接
field-step-token = 输入内容的确认
field-id = 登录中的设备
field-idempotency-key = 请求键

## Names of fields of the officers' forms (UserError.fieldLabel)

field-officer-name = 职员名称
field-officer-id = 职员
field-role = 权限
field-totp-code = 验证码
field-recovery-code = 恢复码
field-second-factor = 验证码或恢复码
field-enrolment-code = 登记码
field-proposal-id = 提议
field-certificates = 证明书
field-holder-name = 证明书上的姓名
field-nationality = 国籍/地区
field-status-of-residence = 在留资格
field-period-of-stay = 在留期间
field-issued-on = 签发日期
field-issuing-bureau = 签发证明书的地方出入国在留管理局
field-application-number = 申请编号
field-reason = 理由
field-notice = 通知
field-from = 开始时间
field-until = 结束时间
field-texts = 通知的文本
field-title = 标题
field-body = 正文
field-expected-version = 加载时的版本
field-ids = 邮件
field-kind = 邮件种类

## Notices of an account (AccountNoticeCode)

# $number (string): the number of the certificate
notice-certificate-not-delivered = 含有在留资格认定证明书（{ $number }）的邮件未能送达您的电子邮箱地址。请确认您登记的电子邮箱地址，如有错误或已不再使用，请进行更改。然后请联系系统服务台，要求重新发送证明书。

## What happened to an account (ActivityAction)

activity-account-registered = 注册账户
activity-account-imported = 从其他系统转入账户
activity-first-password-set = 设置初始密码
activity-logged-in = 登录
activity-login-refused = 登录失败
activity-account-locked = 账户被锁定（密码连续5次输入错误）
activity-device-locked = 一个浏览器或应用程序的登录被锁定（密码连续5次输入错误）
activity-logged-out = 退出登录
activity-session-ended = 结束一个登录
activity-other-sessions-ended = 结束所有其他登录
activity-reauthenticated = 再次确认密码
activity-reauthentication-refused = 再次确认密码失败
activity-password-reset-requested = 申请重置密码
activity-password-reset = 重置密码
activity-password-changed = 更改密码
activity-email-change-started = 申请更改电子邮箱地址
activity-email-change-withdrawn = 取消更改电子邮箱地址
activity-email-changed = 更改电子邮箱地址
activity-change-disavowed = 通过“这不是我本人的操作”的链接撤销更改
activity-contact-details-changed = 更改联系方式
activity-preferences-changed = 更改语言或配色
activity-data-exported = 导出账户数据
activity-account-closed = 注销账户
activity-certificate-issued = 签发在留资格认定证明书
activity-certificate-resent = 重新发送在留资格认定证明书
activity-certificate-cancelled = 地方出入国在留管理局取消在留资格认定证明书
activity-receipt-registered = 进行在留资格认定证明书的领取登记
activity-certificate-checked = 有人查验打印的在留资格认定证明书
activity-account-read = 地方出入国在留管理局查看账户
activity-account-unlocked = 地方出入国在留管理局解除账户锁定
activity-account-sessions-ended = 地方出入国在留管理局结束登录
activity-account-corrected = 地方出入国在留管理局更正用户信息
activity-mails-read = 地方出入国在留管理局查看邮件的发送情况
activity-mail-resent = 地方出入国在留管理局重新发送邮件
activity-mail-dropped = 地方出入国在留管理局取消发送邮件
activity-suppression-lifted = 地方出入国在留管理局恢复向电子邮箱地址发送邮件
activity-audit-read = 地方出入国在留管理局查看账户记录
activity-password-withdrawn = 系统从备份恢复，为安全起见删除密码
activity-other = 其他操作
# An operation that was refused. $label (string): the operation, one of the texts above
activity-refused = { $label }（被拒绝）

## User types

user-type-foreign-national-label = 外国人本人（申请人）
user-type-foreign-national-guide = 为自己申请的外国人
user-type-legal-representative-label = 法定代理人等
user-type-legal-representative-guide = 家属或法定代理人
user-type-legal-specialist-label = 律师・行政书士
user-type-legal-specialist-guide = 律师或行政书士
user-type-organization-staff-label = 所属机构等的职员
user-type-organization-staff-guide = 所属机构、特定技能所属机构、登录支援机构、日语教育机构的职员
user-type-counter-applicant-label = （窗口申请）希望以电子方式领取在留资格认定证明书者
user-type-counter-applicant-guide = 在地方出入国在留管理局窗口申请在留资格认定证明书，并希望通过电子邮件领取的人（请在“用户信息注册”页面注册）

## Status of the registration of receipt

receipt-status-not-registered = 尚未进行领取登记
receipt-status-registered = 已完成领取登记
receipt-status-cancelled = 已被地方出入国在留管理局取消

## The public check of a certificate

certificate-check-valid = 此证明书由地方出入国在留管理局签发，处于有效期内，尚未进行领取登记。
certificate-check-registered = 此证明书由地方出入国在留管理局签发，处于有效期内，已完成领取登记。
certificate-check-cancelled = 此证明书已被地方出入国在留管理局取消，无法再使用。
certificate-check-past-validity = 此证明书由地方出入国在留管理局签发，但3个月的有效期已过。
certificate-check-not-found = 没有与此编号和代码相符的证明书。请核对是否与证明书上的记载一致。

## The top page's footer, and what stands around every page

site-title = 在留申请在线系统及电子申报系统
# $hours (string): the hours on weekdays, e.g. 9:00-17:00
site-help-desk-hours = 工作日 { $hours }（年末年初除外）。电子邮件全年365天、每天24小时受理。
site-procedure-contact = 有关手续的咨询，请致电最近的地方出入国在留管理局。
site-disclaimer = 本系统并非由日本出入国在留管理厅运营。
site-link-agency = 日本出入国在留管理厅网站
site-link-bureaus = 地方出入国在留管理局一览（电话号码）
site-link-guide = 操作手册
site-link-who-can-register = 可在线进行用户注册的人
site-link-before-registration = 用户注册的准备手续
site-link-card-software = JPKI用户客户端软件

## The procedures of "Search for Application Procedures"

procedure-in-person-application-title = 在留资格认定证明书的窗口申请
procedure-in-person-application-summary = 在地方出入国在留管理局的窗口申请在留资格认定证明书，并申请通过电子邮件领取。需要用户ID。
procedure-user-registration-title = 用户注册
procedure-user-registration-summary = 登记电子邮箱地址和用户信息，取得用户ID。
procedure-counter-registration-title = 用户信息注册（窗口申请）
procedure-counter-registration-summary = （窗口申请）希望以电子方式领取在留资格认定证明书者登记姓名、出生日期、在日住址和联系方式，取得用户ID。密码通过邮件中的网址设置。
procedure-receipt-registration-title = 在留资格认定证明书的领取登记
procedure-receipt-registration-summary = 通过电子邮件收到在留资格认定证明书后，登录并进行领取登记。
procedure-user-information-title = 查看和更改用户信息
procedure-user-information-summary = 查看已登记的用户信息，更改电子邮箱地址、密码、电话号码等。
procedure-forgotten-login-title = 忘记用户ID或密码
procedure-forgotten-login-summary = 通过邮件接收用户ID，或重置密码。重置密码后，账户的锁定也会立即解除。

## Answers to officers (ErrorCode of officer.graphql)

officer-error-invalid-credentials = 无法确认您输入的名称、密码和验证码，请检查后再试。每个验证码只能使用一次。连续输入错误5次，登录将被锁定5分钟；10次锁定1小时；15次锁定24小时。
officer-error-current-password-wrong = 当前密码或验证码不正确，请检查后再试。每个验证码只能使用一次。连续输入错误5次，登录将被锁定5分钟；10次锁定1小时；15次锁定24小时。
officer-error-enrolment-code-invalid = 此登记码无法使用。请向管理员申请新的登记码。
officer-error-totp-code-wrong = 验证码不正确。请检查手机的时间和手机上显示的验证码。
officer-error-second-officer-required = 此操作须由另一名职员进行。发起此操作的职员，以及创建或邀请相关职员的职员，不能进行此操作。
officer-error-officer-name-taken = 已有或曾有职员使用此名称。名称不会重复分配，请选择其他名称。
officer-error-role-already-there = 此职员已拥有此权限，或已有人提议授予此权限。
officer-error-account-unknown = 没有使用此用户ID的有效账户。请与电子方式领取申请书核对。
officer-error-certificate-number-taken = 此证明书编号已用于其他证明书。
officer-error-certificate-number-twice = 前面已有一行使用了相同的证明书编号。
officer-error-certificate-expired = 此证明书的3个月有效期已过，因此不予发送。
# $max (number): how many at most
officer-error-too-many-certificates = 一次最多可发送{ $max }份证明书。
officer-error-certificate-cancelled = 此证明书已被取消。
officer-error-mail-on-its-way = 此证明书的邮件正在发送中。
officer-error-notice-withdrawn = 此通知已被撤回。
# $line (number): the line, from 1
officer-error-markup-not-allowed = 第{ $line }行：通知中不能使用这种写法。请使用普通文本、标题、强调、列表、引用，以及以https://或mailto:开头的链接。
officer-error-period-order = 结束时间必须晚于开始时间。
officer-error-language-twice = 已有此语言的文本。
officer-error-account-closed = 此账户已注销。
officer-error-changed-meanwhile = 您打开页面后，内容已被更改。本次输入未保存。请查看最新内容，如仍有需要，请重新输入。
officer-error-already-paused = 此类邮件已暂停发送。先前的暂停及其理由保持不变。
officer-error-mail-state-unsuitable = 此邮件正在发送、已经发送或已结束处理，无法进行此操作。请查看其最新状态。
officer-error-mail-no-longer-wanted = 已无人需要此邮件，例如因为链接已失效、账户已注销、证明书已被取消、已完成领取登记，或已到发送下一次提醒的时间。
officer-error-second-copy-possible = 此邮件可能已经送达。仅在重复送达也无妨的情况下，请确认这一点后重新发送。
officer-error-address-suppressed = 发送到此电子邮箱地址的邮件曾被退回，因此不向其发送此类邮件。请先更正电子邮箱地址，或解除停止发送的设置。
officer-error-mail-warns-owner = 此邮件用于告知用户对其账户进行的操作，因此在等待发送期间不能取消发送。
