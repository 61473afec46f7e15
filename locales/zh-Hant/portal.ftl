# Uketori: texts of the portal, Chinese (Traditional).
# Keys and variables are the same in all eight languages. Only messages, variables and selectors: no terms, no attributes.
# Labels, hints and messages of the API are in api.ftl and are not repeated here.

## Times

# $time (string): HH:MM. $year, $day (strings). $month (number): 1 to 12
moment = { $year }年{ $month }月{ $day }日 { $time }
# $year, $day (strings). $month (number): 1 to 12
day = { $year }年{ $month }月{ $day }日

## Header, footer and menus

# The name of the system in the header and in the page's title
system-name = 在留申請線上系統
site-title = 在留申請線上系統及電子申報系統
skip = 跳到正文
menu = 選單
home = 首頁
procedures-search = 手續搜尋
application-situation = 申請狀況確認
my-page = 我的頁面
login = 登入
logout = 登出
last-login = 上次登入時間
inquiry = 諮詢
procedure-contact = 有關手續的諮詢，請致電最近的地方出入國在留管理局。
help-desk = 系統服務台
help-desk-for = 有關系統操作的諮詢
telephone = 電話
change-color-scheme = 變更配色
scheme-standard = 標準
scheme-blue = 藍
scheme-yellow = 黃
scheme-black = 黑
to-top = 回到頁面頂端
terms = 使用條款
about = 關於本網站
breadcrumb = 目前位置
# Above a notice about the account
account-notice = 關於您的帳戶的通知

## Words of many screens

ok = 確定
cancel = 取消
close = 關閉
back = 返回
complete = 完成
confirm = 確認
change = 變更
search = 搜尋
copy = 複製
copied = 已複製。
go-on = 繼續
important = 重要
reference = 參考
required = 必填
loading = 載入中…
checking = 確認中…
# $seconds (number)
wait-seconds = 請等候{ $seconds }秒
# $minutes (number)
wait-minutes = 請等候{ $minutes }分鐘
not-yet = 尚未登記
please-select = 請選擇
# $name (string): the name of the person
logged-in-as = 您正以 { $name } 的身分登入。
# $domain (string), e.g. @portal.example.jp
allow-domain = 我們將從網域「{ $domain }」寄出郵件。繼續之前，請將信箱設定為可以接收來自該網域的郵件。
spam-advice = 如果幾分鐘後仍未收到郵件，請查看垃圾郵件資料夾。部分電信業者的信箱會攔截含有網址的郵件，請變更設定，或使用其他電子郵件地址。
email-on-its-way = 郵件已寄出
# $moment (string)
link-works-until = 網址的有效期限至{ $moment }（日本時間）。
personal-data-use = 登記的個人資料僅用於與此電子申請有關的行政事務。

## Names of items

user-id = 使用者ID
user-id-label = 使用者ID（原：認證ID）
user-id-hint = 使用者ID寫在註冊後收到的郵件中。例：hdlpf38617
password = 密碼
password-confirmation = 密碼（確認用）
present-password = 目前的密碼
name = 姓名（英文字母）
phone-number = 電話號碼
email = 電子郵件地址
email-confirmation = 電子郵件地址（確認用）
user-type = 使用者類型
sex = 性別
male = 男
female = 女
date-of-birth = 出生日期
postal-code = 郵遞區號
address = 在日地址
address-municipality = 在日地址（都道府縣、市區町村）
address-street = 在日地址（町名、門牌號碼等）
certificate-number = 在留資格認定證明書編號
holder-name = 證明書上的姓名
email-as-registered = 請輸入已登記的電子郵件地址。
name-as-registered = 請用英文字母輸入已登記的姓名。例：HOUMU TARO

## Forms

# The beginning of the page's title while a form has errors
title-error = 錯誤：
fault-mark = 錯誤
# Above the list of errors. $count (number): of fields
faults = 有{ $count }個項目需要檢查
# $item (string): the name of the field. $message (string)
fault-line = { $item }：{ $message }
not-carried-out = 操作未能完成
steps = 手續的步驟
# $step, $count (numbers)
step-of = 共{ $count }步，第{ $step }步
show-password = 顯示密碼
password-rules = 密碼必須符合以下條件：
# $min, $max (numbers)
password-length = { $min }至{ $max }個字元
password-uppercase = 包含大寫英文字母（A-Z）
password-lowercase = 包含小寫英文字母（a-z）
password-number = 包含數字（0-9）
# $symbols (string): the symbols, separated by spaces
password-symbol = 包含以下任一符號：{ $symbols }
rule-met = 已符合
rule-not-met = 尚未符合
new-password-text = 請輸入新密碼。四種字元都必須使用。
set-password = 設定密碼
return-to-input = < 返回輸入
return-to-details = < 返回詳細資訊
return-to-list = < 返回清單
proceed = 前往確認
register = 註冊

## Lists

pages-above = 頁碼（清單上方）
pages-below = 頁碼（清單下方）
pager-first = 第一頁
pager-next = 下一頁
pager-last = 最後一頁
# $page (number)
pager-page = 第{ $page }頁

## When something is wrong

not-available = 系統暫時無法使用
trouble-offline = 無法連線到系統。
trouble-offline-text = 您輸入的內容仍然保留。請檢查網路連線後再試。
trouble-offline-check = 請檢查網路連線。如果網路正常，系統可能正在停機維護。
trouble-broken = 系統發生問題。
# $id (string): the number of the request
trouble-request = 聯絡系統服務台時，請告知此編號：{ $id }
unloaded-text = 此頁面未能載入。請檢查網路連線，然後重新載入。
trouble-stale = 此頁面已更新，請重新載入。
try-again = 再試一次
load-again = 重新載入
stale-title = 此操作無效
stale-text = 此步驟已經完成，或頁面已重新載入。內容沒有任何變更。返回時，請使用畫面上的按鈕，不要使用瀏覽器的按鈕。
# $userId (string)
replaced-text = 有人在另一個視窗以 { $userId } 登入。這裡沒有任何變更。請重新載入頁面。
start-again = 重新開始
not-found-title = 此頁面不存在
not-found-text = 請檢查網址。只有首頁可以加入書籤。

## The top page

general-notices = 公告
list-of-notices = 公告清單
no-notices = 目前沒有公告。
search-title = 搜尋申請手續
search-text = 可以用關鍵字或類別搜尋申請手續。
search-words = 關鍵字
online-procedures = 線上申請手續
home-confirm = 線上確認申請手續及狀況
home-status = 申請狀況確認
home-status-text = 確認申請狀況，查看過去的申請資訊。
new-registration = 新使用者註冊
home-registration-text = 註冊後可以確認申請狀況，並省去重複輸入申請資訊的麻煩。
register-new = 註冊新使用者
register-new-text = 外國人本人、律師・行政書士、法定代理人等線上申請時，需要先進行使用者註冊。
register-new-others = 外國人本人、法定代理人等註冊時，請按「外國人本人・其他」按鈕。
register-new-specialists = 律師・行政書士註冊時，請按「律師・行政書士」按鈕。
register-new-counter = 在窗口申請在留資格認定證明書並希望以電子郵件領取者，請按第三個按鈕。
register-foreign-national = 外國人本人・其他
register-specialist = 律師・行政書士
register-counter = （窗口申請）希望以電子方式領取在留資格認定證明書者
logged-out = 您已登出。
account-closed = 您的帳戶已註銷。

## Notices, procedures, terms

original-text = 原文（日文）
current-notices = 目前的公告
past-notices = 過去的公告
no-past-notices = 沒有過去的公告。
# $count (number): of procedures. $words (string): what was searched for
search-count =
    { $count ->
        [0] 找不到與「{ $words }」相符的手續。
       *[other] 找到{ $count }項與「{ $words }」相符的手續。
    }
all-procedures = 顯示所有手續
terms-language = 使用條款的語言
terms-original-prevails = 這是譯文。如與日文版有出入，以日文版為準。

## About this portal

about-browsers = 瀏覽器
about-browsers-text = 本網站可在Windows、macOS、平板電腦及智慧型手機上使用。建議使用Microsoft Edge，也可以使用Google Chrome、Safari及Firefox。請啟用JavaScript。
about-accessibility = 無障礙
about-accessibility-text = 本網站力求符合《網頁內容無障礙指引》（WCAG）2.2的AA等級，因而也符合JIS X 8341-3:2016。可以只用鍵盤操作，也可以使用螢幕閱讀器。在每個頁面底部可以選擇對比度更高的配色。
about-accessibility-email-twice = 依照手冊的規定，電子郵件地址需要輸入兩次。第二次可以貼上。
about-accessibility-contact = 如果有無法使用的部分，請告知系統服務台。電話號碼及電子郵件地址在每個頁面的底部。
about-languages = 語言
about-languages-text = 以日文為準。本網站的譯文依手冊的詞彙表製作，尚未經母語人士審閱。使用條款只有日文及英文。部分公告只有日文。
about-storage = 瀏覽器中保存的內容
about-storage-text = 您的瀏覽器只保存所選的語言及配色，以及登入用的Cookie。本網站不進行瀏覽分析，也不從其他網站載入任何內容。
about-licences = 授權條款
about-licences-link = 本網站所用軟體的授權條款

## Login and logout

login-title = 使用者登入
# $name (string)
already-logged-in = 您已經以 { $name } 的身分登入。
may-be-locked = 帳戶可能已被鎖定。請等候24小時，或重設密碼。重設後鎖定會立即解除。
reset-password = 重設密碼
forgot-user-id = 忘記使用者ID請按此處
forgot-password = 忘記密碼請按此處
no-user-id = 還沒有使用者ID？前往新使用者註冊
login-before-2026 = 2025年12月31日之前在本系統設定了認證ID及密碼者，可以用其登入。
login-not-ens = 電子申報系統的使用者ID及密碼不能在此使用。
login-lock = 密碼連續5次輸入錯誤，帳戶將被鎖定24小時。重設密碼後，鎖定會立即解除。
logout-title = 登出確認
# $name (string)
logout-question = 您正以 { $name } 的身分登入。要登出嗎？
logout-none = 目前沒有登入。
session-over = 您的登入已結束。請重新登入。
session-warning = 即將自動登出
# $time (string): HH:MM in Japan
session-warning-text = 由於沒有操作，系統將於{ $time }（日本時間）自動登出。按「確定」可延長3小時。按「取消」則在該時間登出。
# $minutes (number)
session-minutes = 還剩{ $minutes }分鐘
# $time (string): HH:MM in Japan
session-ends-at = 將於{ $time }（日本時間）自動登出。

## Forgotten user ID or password

forgot-user-id-title = 輸入電子郵件地址（使用者ID通知）
forgot-user-id-text = 請輸入已登記的電子郵件地址及姓名。我們將把使用者ID寄到該地址。
forgot-user-id-sent = 如果輸入的內容正確，您將收到寫有使用者ID的郵件。
forgot-password-title = 輸入使用者ID（重設密碼）
forgot-password-text = 請輸入使用者ID及已登記的電子郵件地址。我們將寄出用於設定新密碼的網址。帳戶的鎖定也可以由此解除。
forgot-password-sent = 如果輸入的內容正確，您將收到寫有設定新密碼網址的郵件。網址的有效期限為1小時。
back-to-login = < 返回登入
reset-title = 重設密碼
reset-done = 新密碼已設定
reset-done-text = 所有裝置均已登出。如果帳戶曾被鎖定，鎖定已解除。請用此使用者ID及新密碼登入。

## Links in emails

link-title = 無法使用此連結
link-open-again = 此頁面只能以郵件中的連結開啟。請再次開啟該連結。如果尚未使用，連結仍然有效。
link-expired = 此連結已過期。請申請新的郵件。
link-expired-help-desk = 此連結已過期。請聯絡系統服務台。
link-new-email = 申請新的郵件
link-used = 此連結已經使用過。如果是您本人使用的，可以登入。
link-replaced = 由於已寄出新的郵件，此連結已失效。請開啟最新郵件中的連結。
link-revoked = 由於在郵件寄出後您的帳戶資料發生了變更，此連結已失效。系統沒有寄出新的郵件。請登入。如果忘記了密碼，可以在登入畫面重設。
link-unknown = 此連結不正確。請確認您開啟的是郵件中的完整網址。
change-email-title = 變更電子郵件地址
change-email-text = 按下按鈕即完成變更。此後的郵件都將寄到您收到此連結的地址。
change-email-done = 電子郵件地址已變更
change-email-done-here = 其他所有裝置均已登出。
change-email-done-logged-out = 所有裝置均已登出。請重新登入。
not-me-title = 這不是我本人的操作
not-me-text = 按下按鈕將撤銷電子郵件地址的變更。所有裝置都將登出，密碼將被刪除。之後請設定新密碼。
not-me-button = 這不是我本人的操作
not-me-done = 變更已撤銷
not-me-done-text = 已恢復使用您之前的電子郵件地址。接下來請重設密碼。在此之前，任何人都無法登入。

## Registration by email

step-explanation = 說明
step-address = 電子郵件地址
step-email = 郵件
step-details = 使用者資訊
step-confirmation = 確認
step-completion = 完成
explanation-title = 使用者註冊說明
explanation-read = 請務必閱讀以下內容。
explanation-text = 註冊使用者資訊後，您可以在以後的手續中以使用者身分登入。各項手續還可以使用已登記的資訊，從而簡化輸入。如果您打算多次使用本服務，建議註冊使用者資訊。
explanation-needs = 需要準備
explanation-needs-email = 現在可以接收郵件的電子郵件地址
explanation-needs-details = 英文字母的姓名及日本國內的電話號碼
explanation-needs-time = 約5分鐘
explanation-order = 從註冊到領取的流程
order-user-id = 在此註冊，取得使用者ID。
order-application = 在地方出入國在留管理局的窗口申請，並憑使用者ID要求以電子郵件交付。
order-certificate = 審查結束後，在留資格認定證明書將以電子郵件寄給您。
order-receipt = 登入並進行證明書的領取登記。如未登記，系統每7天寄出一次提醒郵件。
# $type (string): the name of the user type
suggested-type = 稍後在「使用者註冊」畫面，請選擇使用者類型「{ $type }」。
terms-of-service = ＜使用條款＞
terms-outdated = 使用條款已更新，請閱讀新的使用條款並再次表示同意。
agree-means = 按下「同意」按鈕，即視為您已同意此說明。
agree-and-advance = 如果您理解以上內容，請同意並繼續。
agree = 同意
address-input-title = 輸入電子郵件地址
enter-email = 請輸入電子郵件地址。
enter-email-confirmation = 請輸入電子郵件地址（確認用）。
back-to-explanation = < 返回說明
email-sent-title = 郵件已寄出（使用者註冊）
# $address (string)
email-sent-to = 已寄出郵件到 { $address }。請開啟郵件中的網址，繼續註冊。
email-sent-works = 網址在郵件寄出後24小時內有效。超過24小時後，請從輸入電子郵件地址重新開始。
no-email-title = 如果沒有收到郵件
send-again = 重新傳送
sent-again = 已受理。如果第一封郵件還在傳送中，則不會寄出第二封。
another-address = 輸入其他地址
user-registration-title = 使用者註冊
choose-user-type = 請選擇使用者類型
input-password = 請輸入密碼
confirmation-title = 使用者註冊確認
confirmation-question = 是否以下列內容註冊？
user-section = 使用者類型
issued-on-completion = （註冊完成時核發）
password-as-entered = ●●●●●●●（與輸入的相同）
completion-title = 使用者註冊完成
# $address (string)
completion-sent = 使用者ID也將寄到 { $address }。
what-next = 接下來的步驟
no-online-application = 僅憑此註冊不能進行線上申請。

## Registration at a counter (the manual of 2023)

counter-title = 使用者資訊註冊
counter-step1 = 輸入使用者資訊（STEP1）
counter-step2 = 確認使用者資訊（STEP2）
counter-step3 = 使用者資訊註冊完成（STEP3）
user-name = 使用者姓名
date-example = 請依年、月、日的順序輸入。例：2000 / 1 / 1
year = 年
month = 月
day-of-month = 日
address-hint = 請以「搜尋」選擇都道府縣及市區町村。
address-none = 尚未選擇。
address-search = 搜尋地址
search-conditions = 搜尋條件
search-results = 搜尋結果
prefecture = 都道府縣
narrow-down = 縮小清單範圍
# $count (number)
municipalities-found = { $count }個
contact-information = 使用者聯絡方式（電話）
read-terms = 請閱讀使用條款，如果同意，請勾選「我同意使用條款。」
terms-are-here = 使用條款在此（在新視窗中開啟）
i-agree = 我同意使用條款。
counter-entered = 在「輸入使用者資訊（STEP1）」中輸入的內容
# $time (string): HH:MM in Japan
step-until = 以此內容註冊的期限為{ $time }（日本時間）。
registration = 註冊
counter-completed = 使用者資訊註冊已完成
# $address (string)
counter-notification = 使用者資訊註冊完成的通知將寄到您的電子郵件地址 { $address }。請以其中的網址設定密碼。
counter-close-window = 開啟郵件中的網址之前，請關閉此視窗。如果在設定密碼時首頁或登入畫面處於開啟狀態，會發生錯誤。
back-to-top = 返回首頁
first-password-title = 設定密碼
first-password-done = 密碼已設定
open-elsewhere = 首頁或登入畫面處於開啟狀態，無法設定密碼。
open-elsewhere-text = 請關閉本系統的其他視窗，然後再次按下按鈕。連結仍可使用。
log-out-first = 設定密碼之前，請先登出。連結仍可使用。

## Receipt registrationList

receipts-title = 領取登記清單
# $moment (string)
current-as-of = 截至{ $moment }
change-display-count = 變更顯示筆數
# $count (number)
show-items = 每頁顯示{ $count }筆
receipts-all = 全部
# $count (number)
receipts-waiting = 尚未進行領取登記（{ $count }筆）
receipts-none = 尚未寄送證明書給您。
receipts-none-text = 地方出入國在留管理局的審查結束後，在留資格認定證明書將以電子郵件寄給您。此後會顯示在此清單中。
receipts-none-waiting = 沒有需要進行領取登記的證明書。
requested-at = 請求日期與時間
registered-at = 登記日期與時間
registration-status = 登記狀態
register-receipt = 登記領取
past-validity = 3個月的有效期限已過。
receipt-confirmation-title = 領取登記確認
receipt-question = 確定要登記領取以下在留資格認定證明書嗎？
receipt-final = 領取登記無法撤銷。此後不再寄出有關此證明書的提醒郵件。
# $number (string): of the certificate
receipt-registered = 已登記領取 { $number }。

## My page

check-user-information = 查看使用者資訊
check-user-information-text = 查看使用者資訊，變更電子郵件地址、密碼、電話號碼等。
receipts-card-text = 查看已寄給您的證明書，並進行領取登記。
security-title = 登入情況
security-card-text = 查看已登入的裝置及帳戶的操作紀錄。
data-title = 您的資料
data-card-text = 將有關您的資料儲存為檔案，或註銷帳戶。
# $count (number)
failed-logins = 自上次登入以來，有{ $count }次因密碼錯誤而被拒絕的登入。
failed-logins-text = 如果這不是您本人的操作，請查看登入情況，並變更密碼。
details-title = 使用者詳細資訊
details-not-online = 姓名、使用者類型、性別及出生日期不能線上變更。請聯絡地方出入國在留管理局。
change-email = 變更電子郵件地址
change-password = 變更密碼
change-other = 變更其他資訊
# $email (string): the new address
pending-email = 正在等候變更為 { $email }。
pending-email-text = 開啟寄到新地址的郵件中的連結後，變更才會完成。在此之前，繼續使用原地址。
withdraw-change = 取消變更
enter-present-password = 請輸入目前的密碼
enter-present-password-text = 由於登入後已經過一段時間，為了保護您的帳戶，請輸入目前的密碼。
email-change-title = 輸入電子郵件地址（變更電子郵件地址）
email-change-new = 請輸入新的電子郵件地址。
email-change-sent = 輸入完成後，寫有手續畫面網址的郵件將寄到所輸入的地址。
email-change-access = 請開啟該網址，完成登記。
# $domain (string), e.g. @portal.example.jp
email-change-spam = 如果使用了垃圾郵件過濾，請將其設定為可以接收來自「{ $domain }」的郵件。
email-change-other = 如果採取上述措施後仍未收到寫有手續畫面網址的郵件，請使用其他電子郵件地址。
email-change-no-reply = 請注意，我們無法答覆寄到寄件人地址的諮詢。
email-change-mobile = 如果使用手機信箱，初始設定可能會攔截含有網址的郵件。在這種情況下，請變更設定以接收郵件。
# $address (string): the new address
email-change-sent-to = 已寄出郵件到 { $address }。請開啟其中的網址，完成變更。網址在24小時內有效。
# $address (string): the present address
email-change-old-stays = 在使用該網址之前，{ $address } 仍是您登記的電子郵件地址。
change-completed-title = 使用者資訊變更完成
change-completed-email = 我們將寄出確認變更的郵件。
password-changed-text = 密碼已變更。其他所有裝置均已登出。
other-change-title = 變更使用者資訊
other-confirmation-title = 變更使用者資訊確認
other-question = 是否變更為以下內容？
other-changed-text = 您的資訊已變更。
postal-code-hint = 七位數字。例：100-0001。可以不填。
sessions-title = 已登入的裝置
this-session = 目前裝置
# $moment (string)
last-seen = 最後操作：{ $moment }
end-session = 登出該裝置
end-other-sessions = 登出其他所有裝置
session-ended = 已登出其他裝置。
sessions-text = 如果有您不認識的裝置，請登出該裝置，並變更密碼。
activity-title = 帳戶的操作紀錄
export-title = 將您的資料儲存為檔案
export-text = 可以將有關您帳戶的所有資料儲存為檔案（JSON）。請輸入密碼以確認。
export-button = 儲存為檔案
export-saved = 檔案已產生，由瀏覽器儲存。
close-title = 註銷帳戶
close-text = 帳戶註銷後無法恢復。以後如需使用者ID，必須重新註冊。
close-account = 註銷帳戶
close-warning = 您即將永久註銷帳戶。
close-warning-text = 所有裝置都將登出，此後不再寄送郵件給您。除地方出入國在留管理局必須保存的證明書相關資料外，您的資料將被刪除。已寄出的證明書仍然有效。
close-sure = 我要永久註銷帳戶。
close-tick = 如果要註銷帳戶，請勾選此框。

## The check of a certificate

check-title = 在留資格認定證明書的查驗
check-text = 供使館、航空公司等持有在留資格認定證明書者使用：請依所印內容輸入編號及代碼。證明書的持有人可以看到進行過查驗。
check-number-hint = 例：TEST25-0001
check-code = 代碼
check-code-hint = 代碼印在編號旁邊。例：7K3M-9QXA-02VD
check = 查驗
check-result = 結果
issued-on = 核發日期
holder-initials = 持有人姓名首字母
compare-with-passport = 請將日期及首字母與證明書及護照核對。
