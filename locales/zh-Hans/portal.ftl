# Uketori: texts of the portal, Chinese (Simplified).
# Keys and variables are the same in all eight languages. Only messages, variables and selectors: no terms, no attributes.
# Labels, hints and messages of the API are in api.ftl and are not repeated here.

## Times

# $time (string): HH:MM. $year, $day (strings). $month (number): 1 to 12
moment = { $year }年{ $month }月{ $day }日 { $time }
# $year, $day (strings). $month (number): 1 to 12
day = { $year }年{ $month }月{ $day }日

## Header, footer and menus

# The name of the system in the header and in the page's title
system-name = 在留申请在线系统
site-title = 在留申请在线系统及电子申报系统
skip = 跳到正文
menu = 菜单
home = 首页
procedures-search = 手续搜索
application-situation = 申请状况确认
my-page = 我的页面
login = 登录
logout = 退出登录
last-login = 上次登录时间
inquiry = 咨询
procedure-contact = 有关手续的咨询，请致电最近的地方出入国在留管理局。
help-desk = 系统服务台
help-desk-for = 有关系统操作的咨询
telephone = 电话
change-color-scheme = 更改配色
scheme-standard = 标准
scheme-blue = 蓝
scheme-yellow = 黄
scheme-black = 黑
to-top = 返回页面顶部
terms = 使用条款
about = 关于本网站
breadcrumb = 当前位置
# Above a notice about the account
account-notice = 关于您的账户的通知

## Words of many screens

ok = 确定
cancel = 取消
close = 关闭
back = 返回
complete = 完成
confirm = 确认
change = 更改
search = 搜索
copy = 复制
copied = 已复制。
go-on = 继续
important = 重要
reference = 参考
required = 必填
loading = 正在加载…
checking = 正在确认…
# $seconds (number)
wait-seconds = 请等待{ $seconds }秒
# $minutes (number)
wait-minutes = 请等待{ $minutes }分钟
not-yet = 尚未登记
please-select = 请选择
# $name (string): the name of the person
logged-in-as = 您正以 { $name } 的身份登录。
# $domain (string), e.g. @portal.example.jp
allow-domain = 我们将从域名“{ $domain }”发送邮件。继续之前，请将邮箱设置为可以接收来自该域名的邮件。
spam-advice = 如果几分钟后仍未收到邮件，请查看垃圾邮件文件夹。部分手机运营商的邮箱会拦截含有网址的邮件，请更改设置，或使用其他电子邮箱地址。
email-on-its-way = 邮件已发送
# $moment (string)
link-works-until = 网址的有效期至{ $moment }（日本时间）。
personal-data-use = 登记的个人信息仅用于与此电子申请有关的行政事务。

## Names of items

user-id = 用户ID
user-id-label = 用户ID（原：认证ID）
user-id-hint = 用户ID写在注册后收到的邮件中。例：hdlpf38617
password = 密码
password-confirmation = 密码（确认用）
present-password = 当前密码
name = 姓名（英文字母）
phone-number = 电话号码
email = 电子邮箱地址
email-confirmation = 电子邮箱地址（确认用）
user-type = 用户类型
sex = 性别
male = 男
female = 女
date-of-birth = 出生日期
postal-code = 邮政编码
address = 在日住址
address-municipality = 在日住址（都道府县、市区町村）
address-street = 在日住址（町名、门牌号等）
certificate-number = 在留资格认定证明书编号
holder-name = 证明书上的姓名
email-as-registered = 请输入已登记的电子邮箱地址。
name-as-registered = 请用英文字母输入已登记的姓名。例：HOUMU TARO

## Forms

# The beginning of the page's title while a form has errors
title-error = 错误：
fault-mark = 错误
# Above the list of errors. $count (number): of fields
faults = 有{ $count }个项目需要检查
# $item (string): the name of the field. $message (string)
fault-line = { $item }：{ $message }
not-carried-out = 操作未能完成
steps = 手续的步骤
# $step, $count (numbers)
step-of = 共{ $count }步，第{ $step }步
show-password = 显示密码
password-rules = 密码必须符合以下条件：
# $min, $max (numbers)
password-length = { $min }至{ $max }个字符
password-uppercase = 包含大写英文字母（A-Z）
password-lowercase = 包含小写英文字母（a-z）
password-number = 包含数字（0-9）
# $symbols (string): the symbols, separated by spaces
password-symbol = 包含以下任一符号：{ $symbols }
rule-met = 已满足
rule-not-met = 尚未满足
new-password-text = 请输入新密码。四种字符都必须使用。
set-password = 设置密码
return-to-input = < 返回输入
return-to-details = < 返回详细信息
return-to-list = < 返回列表
proceed = 进入确认
register = 注册

## Lists

pages-above = 页码（列表上方）
pages-below = 页码（列表下方）
pager-first = 第一页
pager-next = 下一页
pager-last = 最后一页
# $page (number)
pager-page = 第{ $page }页

## When something is wrong

not-available = 系统暂时无法使用
trouble-offline = 无法连接到系统。
trouble-offline-text = 您输入的内容仍然保留。请检查网络连接后再试。
trouble-offline-check = 请检查网络连接。如果网络正常，系统可能正在停机维护。
trouble-broken = 系统发生问题。
# $id (string): the number of the request
trouble-request = 联系系统服务台时，请告知此编号：{ $id }
unloaded-text = 此页面未能加载。请检查网络连接，然后重新加载。
trouble-stale = 此页面已更新，请重新加载。
try-again = 重试
load-again = 重新加载
stale-title = 此操作无效
stale-text = 此步骤已经完成，或页面被重新加载。内容没有任何更改。返回时，请使用页面上的按钮，不要使用浏览器的按钮。
# $userId (string)
replaced-text = 有人在另一个窗口以 { $userId } 登录。这里没有任何更改。请重新加载页面。
start-again = 重新开始
not-found-title = 此页面不存在
not-found-text = 请检查网址。只有首页可以添加为书签。

## The top page

general-notices = 通知
list-of-notices = 通知列表
no-notices = 目前没有通知。
search-title = 搜索申请手续
search-text = 可以通过关键词或类别搜索申请手续。
search-words = 关键词
online-procedures = 在线申请手续
home-confirm = 在线确认申请手续和状况
home-status = 申请状况确认
home-status-text = 确认申请状况，查看过去的申请信息。
new-registration = 新用户注册
home-registration-text = 注册后可以确认申请状况，并省去重复输入申请信息的麻烦。
register-new = 注册新用户
register-new-text = 外国人本人、律师・行政书士、法定代理人等在线申请时，需要先进行用户注册。
register-new-others = 外国人本人、法定代理人等注册时，请点击“外国人本人・其他”按钮。
register-new-specialists = 律师・行政书士注册时，请点击“律师・行政书士”按钮。
register-new-counter = 在窗口申请在留资格认定证明书并希望通过电子邮件领取者，请点击第三个按钮。
register-foreign-national = 外国人本人・其他
register-specialist = 律师・行政书士
register-counter = （窗口申请）希望以电子方式领取在留资格认定证明书者
logged-out = 您已退出登录。
account-closed = 您的账户已注销。

## Notices, procedures, terms

original-text = 原文（日语）
current-notices = 当前的通知
past-notices = 过去的通知
no-past-notices = 没有过去的通知。
# $count (number): of procedures. $words (string): what was searched for
search-count =
    { $count ->
        [0] 没有找到与“{ $words }”相符的手续。
       *[other] 找到{ $count }项与“{ $words }”相符的手续。
    }
all-procedures = 显示所有手续
terms-language = 使用条款的语言
terms-original-prevails = 这是译文。如与日语版有出入，以日语版为准。

## About this portal

about-browsers = 浏览器
about-browsers-text = 本网站可在Windows、macOS、平板电脑和智能手机上使用。推荐使用Microsoft Edge，也可以使用Google Chrome、Safari和Firefox。请启用JavaScript。
about-accessibility = 无障碍
about-accessibility-text = 本网站力求符合《Web内容无障碍指南》（WCAG）2.2的AA级，因而也符合JIS X 8341-3:2016。可以只用键盘操作，也可以使用屏幕阅读器。在每个页面底部可以选择对比度更高的配色。
about-accessibility-email-twice = 按照手册的规定，电子邮箱地址需要输入两次。第二次可以粘贴。
about-accessibility-contact = 如果有无法使用的部分，请告知系统服务台。电话号码和电子邮箱地址在每个页面的底部。
about-languages = 语言
about-languages-text = 以日语为准。本网站的译文根据手册的术语表制作，尚未经母语者审阅。使用条款只有日语和英语。部分通知只有日语。
about-storage = 浏览器中保存的内容
about-storage-text = 您的浏览器只保存所选的语言和配色，以及登录用的Cookie。本网站不进行访问分析，也不从其他网站加载任何内容。
about-licences = 许可证
about-licences-link = 本网站所用软件的许可证

## Login and logout

login-title = 用户登录
# $name (string)
already-logged-in = 您已经以 { $name } 的身份登录。
may-be-locked = 账户可能已被锁定。请等待24小时，或重置密码。重置后锁定会立即解除。
reset-password = 重置密码
forgot-user-id = 忘记用户ID请点击此处
forgot-password = 忘记密码请点击此处
no-user-id = 还没有用户ID？前往新用户注册
login-before-2026 = 2025年12月31日之前在本系统设置了认证ID和密码者，可以用其登录。
login-not-ens = 电子申报系统的用户ID和密码不能在此使用。
login-lock = 密码连续5次输入错误，账户将被锁定24小时。重置密码后，锁定会立即解除。
logout-title = 退出登录确认
# $name (string)
logout-question = 您正以 { $name } 的身份登录。要退出登录吗？
logout-none = 目前没有登录。
session-over = 您的登录已结束。请重新登录。
session-warning = 即将自动退出登录
# $time (string): HH:MM in Japan
session-warning-text = 由于没有操作，系统将于{ $time }（日本时间）自动退出登录。点击“确定”可延长3小时。点击“取消”则在该时间退出登录。
# $minutes (number)
session-minutes = 还剩{ $minutes }分钟
# $time (string): HH:MM in Japan
session-ends-at = 将于{ $time }（日本时间）自动退出登录。

## Forgotten user ID or password

forgot-user-id-title = 输入电子邮箱地址（用户ID通知）
forgot-user-id-text = 请输入已登记的电子邮箱地址和姓名。我们将把用户ID发送到该地址。
forgot-user-id-sent = 如果输入的内容正确，您将收到写有用户ID的邮件。
forgot-password-title = 输入用户ID（重置密码）
forgot-password-text = 请输入用户ID和已登记的电子邮箱地址。我们将发送用于设置新密码的网址。账户的锁定也可以由此解除。
forgot-password-sent = 如果输入的内容正确，您将收到写有设置新密码网址的邮件。网址的有效期为1小时。
back-to-login = < 返回登录
reset-title = 重置密码
reset-done = 新密码已设置
reset-done-text = 所有设备均已退出登录。如果账户曾被锁定，锁定已解除。请用此用户ID和新密码登录。

## Links in emails

link-title = 无法使用此链接
link-open-again = 此页面只能通过邮件中的链接打开。请再次打开该链接。如果尚未使用，链接仍然有效。
link-expired = 此链接已过期。请申请新的邮件。
link-expired-help-desk = 此链接已过期。请联系系统服务台。
link-new-email = 申请新的邮件
link-used = 此链接已经使用过。如果是您本人使用的，可以登录。
link-replaced = 由于已发送新的邮件，此链接已失效。请打开最新邮件中的链接。
link-revoked = 由于在邮件发送后您的账户信息发生了更改，此链接已失效。系统没有发送新的邮件。请登录。如果忘记了密码，可以在登录页面重置。
link-unknown = 此链接不正确。请确认您打开的是邮件中的完整网址。
change-email-title = 更改电子邮箱地址
change-email-text = 点击按钮即完成更改。此后的邮件都将发送到您收到此链接的地址。
change-email-done = 电子邮箱地址已更改
change-email-done-here = 其他所有设备均已退出登录。
change-email-done-logged-out = 所有设备均已退出登录。请重新登录。
not-me-title = 这不是我本人的操作
not-me-text = 点击按钮将撤销电子邮箱地址的更改。所有设备都将退出登录，密码将被删除。之后请设置新密码。
not-me-button = 这不是我本人的操作
not-me-done = 更改已撤销
not-me-done-text = 已恢复使用您之前的电子邮箱地址。接下来请重置密码。在此之前，任何人都无法登录。

## Registration by email

step-explanation = 说明
step-address = 电子邮箱地址
step-email = 邮件
step-details = 用户信息
step-confirmation = 确认
step-completion = 完成
explanation-title = 用户注册说明
explanation-read = 请务必阅读以下内容。
explanation-text = 注册用户信息后，您可以在以后的手续中以用户身份登录。各项手续还可以使用已登记的信息，从而简化输入。如果您打算多次使用本服务，建议注册用户信息。
explanation-needs = 需要准备
explanation-needs-email = 现在可以接收邮件的电子邮箱地址
explanation-needs-details = 英文字母的姓名和日本国内的电话号码
explanation-needs-time = 约5分钟
explanation-order = 从注册到领取的流程
order-user-id = 在此注册，取得用户ID。
order-application = 在地方出入国在留管理局的窗口申请，并凭用户ID要求以电子邮件交付。
order-certificate = 审查结束后，在留资格认定证明书将通过电子邮件发送给您。
order-receipt = 登录并进行证明书的领取登记。如未登记，系统每7天发送一次提醒邮件。
# $type (string): the name of the user type
suggested-type = 稍后在“用户注册”页面，请选择用户类型“{ $type }”。
terms-of-service = ＜使用条款＞
terms-outdated = 使用条款已更新，请阅读新的使用条款并再次表示同意。
agree-means = 点击“同意”按钮，即视为您已同意此说明。
agree-and-advance = 如果您理解以上内容，请同意并继续。
agree = 同意
address-input-title = 输入电子邮箱地址
enter-email = 请输入电子邮箱地址。
enter-email-confirmation = 请输入电子邮箱地址（确认用）。
back-to-explanation = < 返回说明
email-sent-title = 邮件已发送（用户注册）
# $address (string)
email-sent-to = 已向 { $address } 发送邮件。请打开邮件中的网址，继续注册。
email-sent-works = 网址在邮件发送后24小时内有效。超过24小时后，请从输入电子邮箱地址重新开始。
no-email-title = 如果没有收到邮件
send-again = 重新发送
sent-again = 已受理。如果第一封邮件还在发送中，则不会发送第二封。
another-address = 输入其他地址
user-registration-title = 用户注册
choose-user-type = 请选择用户类型
input-password = 请输入密码
confirmation-title = 用户注册确认
confirmation-question = 是否按以下内容注册？
user-section = 用户类型
issued-on-completion = （注册完成时发放）
password-as-entered = ●●●●●●●（与输入的相同）
completion-title = 用户注册完成
# $address (string)
completion-sent = 用户ID也将发送到 { $address }。
what-next = 接下来的步骤
no-online-application = 仅凭此注册不能进行在线申请。

## Registration at a counter (the manual of 2023)

counter-title = 用户信息注册
counter-step1 = 输入用户信息（STEP1）
counter-step2 = 确认用户信息（STEP2）
counter-step3 = 用户信息注册完成（STEP3）
user-name = 用户姓名
date-example = 请按年、月、日的顺序输入。例：2000 / 1 / 1
year = 年
month = 月
day-of-month = 日
address-hint = 请通过“搜索”选择都道府县和市区町村。
address-none = 尚未选择。
address-search = 搜索住址
search-conditions = 搜索条件
search-results = 搜索结果
prefecture = 都道府县
narrow-down = 缩小列表范围
# $count (number)
municipalities-found = { $count }个
contact-information = 用户联系方式（电话）
read-terms = 请阅读使用条款，如果同意，请勾选“我同意使用条款。”
terms-are-here = 使用条款在此（在新窗口中打开）
i-agree = 我同意使用条款。
counter-entered = 在“输入用户信息（STEP1）”中输入的内容
# $time (string): HH:MM in Japan
step-until = 按此内容注册的期限为{ $time }（日本时间）。
registration = 注册
counter-completed = 用户信息注册已完成
# $address (string)
counter-notification = 用户信息注册完成的通知将发送到您的电子邮箱地址 { $address }。请通过其中的网址设置密码。
counter-close-window = 打开邮件中的网址之前，请关闭此窗口。如果在设置密码时首页或登录页面处于打开状态，会发生错误。
back-to-top = 返回首页
first-password-title = 设置密码
first-password-done = 密码已设置
open-elsewhere = 首页或登录页面处于打开状态，无法设置密码。
open-elsewhere-text = 请关闭本系统的其他窗口，然后再次点击按钮。链接仍可使用。
log-out-first = 设置密码之前，请先退出登录。链接仍可使用。

## Receipt registrationList

receipts-title = 领取登记列表
# $moment (string)
current-as-of = 截至{ $moment }
change-display-count = 更改显示数量
# $count (number)
show-items = 每页显示{ $count }项
receipts-all = 全部
# $count (number)
receipts-waiting = 尚未进行领取登记（{ $count }项）
receipts-none = 尚未向您发送证明书。
receipts-none-text = 地方出入国在留管理局的审查结束后，在留资格认定证明书将通过电子邮件发送给您。此后会显示在此列表中。
receipts-none-waiting = 没有需要进行领取登记的证明书。
requested-at = 请求日期和时间
registered-at = 登记日期和时间
registration-status = 登记状态
register-receipt = 登记领取
past-validity = 3个月的有效期已过。
receipt-confirmation-title = 领取登记确认
receipt-question = 确定要登记领取以下在留资格认定证明书吗？
receipt-final = 领取登记无法撤销。此后不再发送有关此证明书的提醒邮件。
# $number (string): of the certificate
receipt-registered = 已登记领取 { $number }。

## My page

check-user-information = 查看用户信息
check-user-information-text = 查看用户信息，更改电子邮箱地址、密码、电话号码等。
receipts-card-text = 查看已发送给您的证明书，并进行领取登记。
security-title = 登录情况
security-card-text = 查看已登录的设备和账户的操作记录。
data-title = 您的数据
data-card-text = 将有关您的数据保存为文件，或注销账户。
# $count (number)
failed-logins = 自上次登录以来，有{ $count }次因密码错误而被拒绝的登录。
failed-logins-text = 如果这不是您本人的操作，请查看登录情况，并更改密码。
details-title = 用户详细信息
details-not-online = 姓名、用户类型、性别和出生日期不能在线更改。请联系地方出入国在留管理局。
change-email = 更改电子邮箱地址
change-password = 更改密码
change-other = 更改其他信息
# $email (string): the new address
pending-email = 正在等待更改为 { $email }。
pending-email-text = 打开发送到新地址的邮件中的链接后，更改才会完成。在此之前，继续使用原地址。
withdraw-change = 取消更改
enter-present-password = 请输入当前密码
enter-present-password-text = 由于登录后已经过一段时间，为了保护您的账户，请输入当前密码。
email-change-title = 输入电子邮箱地址（更改电子邮箱地址）
email-change-new = 请输入新的电子邮箱地址。
email-change-sent = 输入完成后，写有手续页面网址的邮件将发送到所输入的地址。
email-change-access = 请打开该网址，完成登记。
# $domain (string), e.g. @portal.example.jp
email-change-spam = 如果使用了垃圾邮件过滤，请将其设置为可以接收来自“{ $domain }”的邮件。
email-change-other = 如果采取上述措施后仍未收到写有手续页面网址的邮件，请使用其他电子邮箱地址。
email-change-no-reply = 请注意，我们无法答复发送到发件人地址的咨询。
email-change-mobile = 如果使用手机邮箱，初始设置可能会拦截含有网址的邮件。在这种情况下，请更改设置以接收邮件。
# $address (string): the new address
email-change-sent-to = 已向 { $address } 发送邮件。请打开其中的网址，完成更改。网址在24小时内有效。
# $address (string): the present address
email-change-old-stays = 在使用该网址之前，{ $address } 仍是您登记的电子邮箱地址。
change-completed-title = 用户信息更改完成
change-completed-email = 我们将发送确认更改的邮件。
password-changed-text = 密码已更改。其他所有设备均已退出登录。
other-change-title = 更改用户信息
other-confirmation-title = 更改用户信息确认
other-question = 是否更改为以下内容？
other-changed-text = 您的信息已更改。
postal-code-hint = 七位数字。例：100-0001。可以不填。
sessions-title = 已登录的设备
this-session = 当前设备
# $moment (string)
last-seen = 最后操作：{ $moment }
end-session = 退出该设备的登录
end-other-sessions = 退出其他所有设备的登录
session-ended = 已退出其他设备的登录。
sessions-text = 如果有您不认识的设备，请退出该设备的登录，并更改密码。
activity-title = 账户的操作记录
export-title = 将您的数据保存为文件
export-text = 可以将有关您账户的所有数据保存为文件（JSON）。请输入密码以确认。
export-button = 保存为文件
export-saved = 文件已生成，由浏览器保存。
close-title = 注销账户
close-text = 账户注销后无法恢复。以后如需用户ID，必须重新注册。
close-account = 注销账户
close-warning = 您即将永久注销账户。
close-warning-text = 所有设备都将退出登录，此后不再向您发送邮件。除地方出入国在留管理局必须保存的证明书相关数据外，您的数据将被删除。已发送的证明书仍然有效。
close-sure = 我要永久注销账户。
close-tick = 如果要注销账户，请勾选此框。

## The check of a certificate

check-title = 在留资格认定证明书的核验
check-text = 供使馆、航空公司等持有在留资格认定证明书者使用：请按所印内容输入编号和代码。证明书的持有者可以看到进行过核验。
check-number-hint = 例：TEST25-0001
check-code = 代码
check-code-hint = 代码印在编号旁边。例：7K3M-9QXA-02VD
check = 核验
check-result = 结果
issued-on = 签发日期
holder-initials = 持有人姓名首字母
compare-with-passport = 请将日期和首字母与证明书及护照进行核对。
