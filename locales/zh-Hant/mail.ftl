# Uketori: texts of the mails, Traditional Chinese.
# Draft: no native speaker has read this file yet.
# All texts read against English and Japanese by a second reader, 2026-11; not yet by a native speaker.
# Keys and variables are the same in all eight languages.
# All dates and times arrive as finished text; times are in Japan time, and "Japan time" is said here.

## Frame of every mail

layout-system-name = 在留申請線上系統
# Every subject: what the mail is for, then the system, because a telephone cuts the end off.
# $title (of the mail), $system (strings)
layout-subject = 【{ $title }】{ $system }
# The same about one certificate. $title, $number, $system (strings)
layout-subject-of-certificate = 【{ $title }】{ $number } { $system }
layout-button-hint = 如果按鈕無法使用，請開啟以下網址：
layout-not-you = 如果您不知道為何收到本郵件，則無需做任何處理。
layout-no-reply = 本郵件由系統自動寄出。即使您回覆，我們也無法答覆。
# $phone, $hours, $email (strings)
layout-help-desk = 有關系統操作的諮詢：系統服務台，電話 { $phone }（{ $hours }），電子郵件 { $email }
layout-disclaimer = 本系統並非由日本出入國在留管理廳營運。
# $domain (string)
layout-domain = 為確保您能收到今後的郵件，請將信箱設定為允許接收來自網域「{ $domain }」的郵件。
# A period in mails. $count (number)
layout-hours = { $count }小時
# $count (number)
layout-minutes = { $count }分鐘
# Above what the reader of a mail about a certificate finds below it.
layout-details-heading = 詳細說明
# Above a user ID, which stands alone on its line.
user-id-label = 使用者ID

## Where a change came from, in mails that tell an owner of one

security-label-when = 時間
# $when (date and time)
security-when = { $when }（日本時間）
security-label-device = 裝置
security-label-place = 地點
# $network (string), e.g. 203.0.113.0/24
security-network = 網路 { $network }（國家或地區不明）
# Instead of a device or a place that is not known.
security-unknown = 不明
# Instead of a place, if officers made the change.
security-at-bureau = 地方出入國在留管理局（由職員變更）

## M1 registration link

registration-link-title = 使用者註冊連結
registration-link-p1 = 我們已收到您在「在留申請線上系統」進行使用者註冊的要求。註冊尚未完成。
registration-link-p2 = 請按下按鈕或開啟所示網址，在使用者註冊畫面填寫所需資訊。
# $expires (date and time), $period (layout-hours or layout-minutes)
registration-link-p3 = 此連結的有效期限到{ $expires }（日本時間）為止，即本郵件寄出後{ $period }內有效。如果已過期，請從輸入電子郵件地址這一步重新開始。
registration-link-p4 = 如果這不是您本人的操作，請忽略本郵件。系統不會進行註冊。
registration-link-button = 前往使用者註冊

## M2 user ID

user-id-issued-title = 使用者ID通知
# $name (string)
user-id-issued-p1 = { $name } 您好：
user-id-issued-p2 = 您的使用者註冊已完成。您的使用者ID如下，請妥善保管。
user-id-issued-p3 = 如果您在地方出入國在留管理局的窗口申請在留資格認定證明書，並希望以電子郵件領取，請在「電子方式領取申請書」（日文名稱：「（窓口申請）在留資格認定証明書電子交付希望申出書」）上填寫此使用者ID，並在申請時一併提交。
user-id-issued-p4 = 僅完成此註冊，還不能在線上提出在留申請。
user-id-issued-p5 = 登入時，請使用此使用者ID及您註冊時設定的密碼。本郵件中不顯示密碼。
user-id-issued-button = 登入

## M3 completion of the user information registration, link to the first password

first-password-link-title = 請設定密碼（使用者資訊註冊已完成）
first-password-link-p1 = 您的使用者資訊註冊已完成。您的使用者ID如下，請妥善保管。
first-password-link-p2 = 接下來請設定密碼。設定之前，請關閉所有顯示「在留申請線上系統」首頁或登入畫面的視窗。如果不關閉就設定密碼，會發生錯誤。出現錯誤時，請關閉這些視窗，然後再次開啟連結。
# $expires (date and time)
first-password-link-p3 = 關閉視窗後，請按下按鈕或開啟所示網址。此連結的有效期限到{ $expires }（日本時間）為止。如果已過期，請在登入畫面選擇「忘記密碼請按此處」，輸入使用者ID及電子郵件地址。我們將寄出新的連結。
first-password-link-p4 = 在窗口申請在留資格認定證明書時，請在「電子方式領取申請書」（日文名稱：「（窓口申請）在留資格認定証明書電子交付希望申出書」）上填寫此使用者ID。僅完成此註冊，還不能在線上提出在留申請。
first-password-link-button = 設定密碼

## M4 user ID notification

user-id-reminder-title = 使用者ID查詢結果
user-id-reminder-p1 = 您查詢了使用者ID。使用您輸入的電子郵件地址及姓名註冊的使用者ID如下：
# One line below each user ID. $type (label of the user type), $registered (date)
user-id-reminder-item = 使用者類型：{ $type }，註冊日期：{ $registered }
user-id-reminder-p2 = 如果您也忘記了密碼，請在登入畫面選擇「忘記密碼請按此處」進行重設。
user-id-reminder-p3 = 如果這不是您本人的操作，請忽略本郵件。您的註冊資訊沒有任何變更。
user-id-reminder-button = 登入

## M5 password reset link

password-reset-link-title = 重設密碼連結
password-reset-link-p1 = 我們已收到您重設密碼的要求。密碼尚未變更。
password-reset-link-p2 = 請按下按鈕或開啟所示網址，設定新密碼。如果帳戶已被鎖定，重設密碼後，鎖定會立即解除。
# $expires (date and time)
password-reset-link-p3 = 此連結的有效期限到{ $expires }（日本時間）為止。如果已過期，請從輸入使用者ID及電子郵件地址這一步重新開始。
password-reset-link-p4 = 如果這不是您本人的操作，請忽略本郵件。您目前的密碼仍可使用。
password-reset-link-button = 重設密碼

## M6 e-mail change link, to the new address

email-change-link-title = 電子郵件地址變更連結
email-change-link-p1 = 我們已收到要求，要將您註冊的電子郵件地址變更為收到本郵件的地址。變更尚未完成。
email-change-link-p2 = 請按下按鈕或開啟所示網址，在顯示的畫面中完成變更。完成之前，我們的郵件仍會寄到原來的電子郵件地址。
# $expires (date and time)
email-change-link-p3 = 此連結的有效期限到{ $expires }（日本時間）為止。如果已過期，請從輸入電子郵件地址這一步重新開始。
email-change-link-p4 = 如果這不是您本人的操作，請忽略本郵件。系統不會進行變更。
email-change-link-button = 變更電子郵件地址

## M7 password changed

password-changed-title = 密碼變更通知
# $when (date and time)
password-changed-p1 = 您的密碼已於{ $when }（日本時間）變更。
password-changed-p2 = 為了您的帳戶安全，其他裝置均已登出。請在其他裝置上使用新密碼重新登入。
password-changed-p3 = 如果這不是您本人的操作，可能是他人變更了您的密碼。請立即重設密碼，並聯絡系統服務台。
password-changed-button = 重設密碼

## M10 e-mail change, to the old address: at the request

email-change-requested-title = 電子郵件地址變更通知（已收到要求）
# $when (date and time)
email-change-requested-p1 = 系統於{ $when }（日本時間）收到了變更您註冊的電子郵件地址的要求。變更尚未完成，在此之前郵件仍會寄到此地址。
email-change-requested-p2 = 如果是您本人的操作，則無需做任何處理。
# $expires (date and time)
email-change-requested-p3 = 如果這不是您本人的操作，請儘快按下按鈕。按鈕的有效期限到{ $expires }（日本時間）為止。按下後，電子郵件地址的變更將被中止，所有裝置都將登出。之後，請先重設密碼再使用本系統。
email-change-requested-button = 這不是我本人的操作

## M10 e-mail change, to the old address: at the change

email-change-completed-title = 電子郵件地址變更通知（已完成）
# $when (date and time)
email-change-completed-p1 = 您註冊的電子郵件地址已於{ $when }（日本時間）完成變更。今後郵件將不再寄到此地址。
email-change-completed-p2 = 如果是您本人的操作，則無需做任何處理。
# $expires (date and time)
email-change-completed-p3 = 如果這不是您本人的操作，請儘快按下按鈕。按鈕的有效期限到{ $expires }（日本時間）為止。按下後，變更將被撤銷，恢復使用此地址，所有裝置都將登出。之後，請先重設密碼再使用本系統。
email-change-completed-button = 這不是我本人的操作

## M11 other information changed

contact-changed-title = 使用者資訊變更通知
# $when (date and time)
contact-changed-p1 = 您的使用者資訊已於{ $when }（日本時間）變更。如需查看變更後的內容，請登入後在「我的頁面」選擇「查看使用者資訊」。
contact-changed-p2 = 如果這不是您本人的操作，請立即變更密碼，並聯絡系統服務台。
contact-changed-by-bureau = 如果變更的內容有誤，請聯絡系統服務台。
contact-changed-button = 登入

## M12 certificate cancelled

certificate-cancelled-title = 在留資格認定證明書已被取消
# $number, $holder (strings)
certificate-cancelled-p1 = 我們以電子郵件寄給您的 { $holder } 的在留資格認定證明書（編號：{ $number }）已被地方出入國在留管理局取消。
certificate-cancelled-p2 = 該證明書不能用於申請簽證或申請入境（上陸）。如果您已將證明書郵件轉寄給他人，請告知對方。
certificate-cancelled-p3 = 您無需進行領取登記。詳情請洽詢您提出申請的地方出入國在留管理局。

## Account locked

account-locked-title = 帳戶已鎖定
# $until (date and time)
account-locked-p1 = 由於密碼連續5次輸入錯誤，您的帳戶已被鎖定。在{ $until }（日本時間）之前無法登入。
account-locked-p2 = 過了該時間，鎖定將會解除。重設密碼後，鎖定會立即解除。
account-locked-p3 = 如果不是您本人輸入的，可能是他人試圖登入。建議您重設密碼。
account-locked-button = 重設密碼

## Account locked, but not for the browsers and apps in which its owner has logged in before

account-locked-for-strangers-title = 帳戶已鎖定
# $until (date and time)
account-locked-for-strangers-p1 = 由於密碼連續5次輸入錯誤，您的帳戶已被鎖定至{ $until }（日本時間）。您仍可以從以前登入過的瀏覽器及應用程式登入。
account-locked-for-strangers-p2 = 從其他瀏覽器及應用程式，過了該時間後即可登入。重設密碼後，鎖定會立即解除。
account-locked-for-strangers-p3 = 如果不是您本人輸入的，可能是他人試圖登入。建議您重設密碼。

## One browser or app locked, and not the account

browser-locked-title = 一個瀏覽器或應用程式的登入已鎖定
# $until (date and time)
browser-locked-p1 = 在您以前登入過的一個瀏覽器或應用程式中，密碼連續5次輸入錯誤。在{ $until }（日本時間）之前，無法從該瀏覽器或應用程式登入。其他瀏覽器及應用程式不受此鎖定影響。
browser-locked-p2 = 過了該時間，鎖定將會解除。重設密碼後，鎖定會立即解除。
browser-locked-p3 = 如果不是您本人輸入的，可能是他人使用了您的裝置。建議您重設密碼。

## M8 certificate

# $title (Japanese, a setting), $number, $system (strings). Every language keeps the Japanese title in front.
certificate-subject = 【{ $title }】{ $number } 在留資格認定證明書 - { $system }
# $title (Japanese, a setting)
certificate-title = 【{ $title }】在留資格認定證明書
# $number, $holder (strings)
certificate-p1 = 本郵件是 { $holder } 的在留資格認定證明書（編號：{ $number }）。本郵件本身即為證明書。
# $register_by (date): the seventh day after the mail; $deadline (date): the last day of validity
certificate-summary = 請按下按鈕登入，並於{ $register_by }前（含當日）完成領取登記。證明書的有效期限為{ $deadline }。
certificate-p2 = 請妥善保管本郵件。您可以轉寄或列印。申請簽證及申請入境（上陸）時，請在螢幕上出示本郵件，或列印後提交。
certificate-label-number = 在留資格認定證明書編號
certificate-label-holder-name = 姓名
certificate-label-nationality = 國籍/地區
certificate-label-sex = 性別
certificate-label-birth-date = 出生日期
certificate-label-status-of-residence = 在留資格
certificate-label-period-of-stay = 在留期間
certificate-label-issued-on = 核發日期
certificate-label-valid-until = 有效期限
certificate-label-issuing-bureau = 核發證明書的地方出入國在留管理局
certificate-label-application-number = 申請受理編號
sex-male = 男
sex-female = 女
certificate-notes-heading = 注意事項
certificate-note-1 = 本證明書本身並不是入境（上陸）許可。入境前，您需要在日本駐外大使館或總領事館取得簽證。
certificate-note-2 = 如果自核發日期起3個月內沒有取得簽證並申請入境（上陸），本證明書將失效。
certificate-note-3 = 本證明書不保證一定獲准入境（上陸）。如果不符合其他入境條件，或情況發生變化，可能不准入境。
# The page and the code are beside it on the certificate.
certificate-check = 任何人都可以使用編號及確認碼，在所示頁面確認本證明書是真實的且未被取消。
certificate-label-check-page = 確認頁面
certificate-label-check-code = 確認碼
certificate-request-1 = 收到本郵件後，請登入「在留申請線上系統」，並在本郵件寄出後7天內完成領取登記。領取登記由持有使用者ID的人進行，收到轉寄郵件的人無需進行。
# $deadline (date): the last day of validity
certificate-request-2 = 如果本郵件寄出後7天內未進行領取登記，我們將寄出提醒郵件。此後，在完成領取登記之前，每7天寄出一次，直到自核發日期起滿3個月為止（至{ $deadline }）。
certificate-button = 登記領取

## M9 follow-up

receipt-reminder-title = 請進行領取登記
# $number (string), $requested (date and time)
receipt-reminder-p1 = 我們於{ $requested }（日本時間）以電子郵件寄出的在留資格認定證明書（編號：{ $number }）尚未進行領取登記。
receipt-reminder-p2 = 請按下按鈕或開啟所示網址，登入後在領取登記清單中按下該證明書的「登記領取」。
# $deadline (date): the last day of validity
receipt-reminder-p3 = 在完成領取登記之前，我們將每7天寄出一次此提醒郵件，直到證明書有效期限的最後一天（{ $deadline }）為止。
receipt-reminder-p4 = 如果您已完成領取登記，請忽略本郵件。
receipt-reminder-p5 = 如果您沒有收到證明書郵件，請先查看垃圾郵件資料夾。如果仍未找到，請聯絡系統服務台。
receipt-reminder-button = 前往領取登記

## User types, in the list of user IDs

user-type-foreign-national = 外國人本人（申請人）
user-type-legal-representative = 法定代理人等
user-type-legal-specialist = 律師・行政書士
user-type-organization-staff = 所屬機關等的職員
user-type-counter-applicant = （窗口申請）希望以電子方式領取在留資格認定證明書者
