# Uketori: texts of the mails, Traditional Chinese.
# Draft: no native speaker has read this file yet.
# Keys and variables are the same in all eight languages.
# All dates and times arrive as finished text; times are in Japan time, and "Japan time" is said here.

## Frame of every mail

layout-system-name = 在留申請線上系統
layout-button-hint = 如果按鈕無法使用，請開啟以下網址：
layout-not-you = 如果您不清楚為何收到此郵件，則無需進行任何操作。
layout-no-reply = 此郵件由系統自動寄出。即使您回覆，我們也無法答覆。
# $phone, $hours, $email (strings)
layout-help-desk = 系統操作諮詢：系統服務台，電話 { $phone }（{ $hours }），電子郵件 { $email }
layout-disclaimer = 本系統並非由日本出入國在留管理廳營運。
# $domain (string)
layout-domain = 為確保您能收到今後的郵件，請設定為允許接收來自網域「{ $domain }」的郵件。

## M1 registration link

registration-link-subject = 【在留申請線上系統】使用者註冊說明
registration-link-p1 = 我們已收到您在在留申請線上系統註冊使用者的申請。註冊尚未完成。
registration-link-p2 = 請按下按鈕或開啟所示網址，在使用者註冊畫面輸入必要事項。
# $expires (date and time), $hours (number)
registration-link-p3 = 此連結的有效期限至{ $expires }（日本時間），即本郵件寄出後{ $hours }小時。過期後，請從輸入電子郵件地址開始重新辦理。
registration-link-p4 = 如果您沒有提出此申請，請忽略本郵件。系統不會進行註冊。
registration-link-button = 前往使用者註冊

## M2 user ID

user-id-issued-subject = 【在留申請線上系統】使用者ID通知
# $name (string)
user-id-issued-p1 = { $name } 您好：
# $user_id (string)
user-id-issued-p2 = 您的使用者註冊已完成。您的使用者ID是「{ $user_id }」，請妥善保管。
user-id-issued-p3 = 如果您在地方出入國在留管理局的窗口申請在留資格認定證明書，並希望以電子郵件領取，請在申請時提交的電子交付申請表（在留資格認定証明書電子交付希望申出書）上填寫此使用者ID。
user-id-issued-p4 = 僅憑此註冊，無法在線上提出在留申請。
user-id-issued-p5 = 登入時，請使用此使用者ID及您註冊時設定的密碼。本郵件不顯示密碼。
user-id-issued-button = 登入

## M3 completion of the user information registration, link to the first password

first-password-link-subject = 【在留申請線上系統】使用者資訊註冊完成及密碼設定說明
# $user_id (string)
first-password-link-p1 = 您的使用者資訊註冊已完成。您的使用者ID是「{ $user_id }」，請妥善保管。
first-password-link-p2 = 接下來請設定密碼。設定之前，請關閉所有顯示在留申請線上系統首頁或登入畫面的視窗。如果在開啟狀態下設定密碼，會發生錯誤。遇到這種情況，請關閉視窗後再次開啟連結。
# $expires (date and time)
first-password-link-p3 = 關閉視窗後，請按下按鈕或開啟所示網址。此連結的有效期限至{ $expires }（日本時間）。過期後，請在登入畫面選擇「忘記密碼請按此處」，輸入使用者ID及電子郵件地址，我們將寄出新的連結。
first-password-link-p4 = 在窗口申請在留資格認定證明書時，請在電子交付申請表（在留資格認定証明書電子交付希望申出書）上填寫此使用者ID。僅憑此註冊，無法在線上提出在留申請。
first-password-link-button = 設定密碼

## M4 user ID notification

user-id-reminder-subject = 【在留申請線上系統】使用者ID查詢結果
user-id-reminder-p1 = 茲通知您所查詢的使用者ID。以您輸入的電子郵件地址及姓名註冊的使用者ID如下。
# One line for each account. $user_id, $type (label of the user type), $registered (date)
user-id-reminder-item = 使用者ID：{ $user_id }，使用者類型：{ $type }，註冊日期：{ $registered }
user-id-reminder-p2 = 如果您也忘記了密碼，請在登入畫面選擇「忘記密碼請按此處」進行重設。
user-id-reminder-p3 = 如果您沒有提出此申請，請忽略本郵件。登記內容沒有變更。
user-id-reminder-button = 登入

## M5 password reset link

password-reset-link-subject = 【在留申請線上系統】重設密碼說明
password-reset-link-p1 = 我們已收到您重設密碼的申請。密碼尚未變更。
password-reset-link-p2 = 請按下按鈕或開啟所示網址，設定新密碼。如果帳戶已被鎖定，重設後會立即解除鎖定。
# $expires (date and time)
password-reset-link-p3 = 此連結的有效期限至{ $expires }（日本時間）。過期後，請從輸入使用者ID及電子郵件地址開始重新辦理。
password-reset-link-p4 = 如果您沒有提出此申請，請忽略本郵件。您目前的密碼仍可使用。
password-reset-link-button = 重設密碼

## M6 e-mail change link, to the new address

email-change-link-subject = 【在留申請線上系統】變更電子郵件地址說明
email-change-link-p1 = 我們已收到將登記的電子郵件地址變更為本地址的申請。變更尚未完成。
email-change-link-p2 = 請按下按鈕或開啟所示網址，在顯示的畫面中完成變更。完成之前，郵件仍會寄到原來的電子郵件地址。
# $expires (date and time)
email-change-link-p3 = 此連結的有效期限至{ $expires }（日本時間）。過期後，請從輸入電子郵件地址開始重新辦理。
email-change-link-p4 = 如果您沒有提出此申請，請忽略本郵件。系統不會進行變更。
email-change-link-button = 變更電子郵件地址

## M7 password changed

password-changed-subject = 【在留申請線上系統】密碼變更通知
# $when (date and time)
password-changed-p1 = 您的密碼已於{ $when }（日本時間）變更。
password-changed-p2 = 為了您的帳戶安全，其他裝置均已登出。請在其他裝置上使用新密碼重新登入。
password-changed-p3 = 如果這不是您本人的操作，可能是他人變更了您的密碼。請立即重設密碼，並聯絡系統服務台。
password-changed-button = 重設密碼

## M10 e-mail change, to the old address (at the request and at the change)

email-change-notice-subject = 【在留申請線上系統】電子郵件地址變更手續通知
# $when (date and time)
email-change-notice-p1 = 您登記的電子郵件地址於{ $when }（日本時間）被申請變更或已完成變更。
email-change-notice-p2 = 如果是您本人的操作，則無需進行任何操作。
email-change-notice-p3 = 如果這不是您本人的操作，請盡快按下按鈕。電子郵件地址的變更將被撤銷，所有裝置都將登出。之後，請先重設密碼再使用本系統。
email-change-notice-button = 這不是我本人的操作

## M11 other information changed

contact-changed-subject = 【在留申請線上系統】使用者資訊變更通知
# $when (date and time)
contact-changed-p1 = 您的使用者資訊已於{ $when }（日本時間）變更。請登入後在「我的頁面」的「查看使用者資訊」中確認。
contact-changed-p2 = 如果這不是您本人的操作，請立即變更密碼，並聯絡系統服務台。

## M12 certificate cancelled

certificate-cancelled-subject = 【在留申請線上系統】在留資格認定證明書取消通知
# $number, $holder (strings)
certificate-cancelled-p1 = 我們以電子郵件寄給您的 { $holder } 的在留資格認定證明書（編號：{ $number }）已被地方出入國在留管理局取消。
certificate-cancelled-p2 = 此證明書不能用於申請簽證或申請登陸（入境）。如果您已將證明書的郵件轉寄給他人，請告知對方。
certificate-cancelled-p3 = 您無需進行領取登記。詳情請向您提出申請的地方出入國在留管理局洽詢。

## Account locked

account-locked-subject = 【在留申請線上系統】帳戶鎖定通知
# $until (date and time)
account-locked-p1 = 由於連續五次輸入錯誤密碼，您的帳戶已被鎖定。在{ $until }（日本時間）之前無法登入。
account-locked-p2 = 到該時間後，鎖定將解除。如果重設密碼，鎖定會立即解除。
account-locked-p3 = 如果不是您本人輸入的，可能有他人試圖登入。建議您重設密碼。
account-locked-button = 重設密碼

## M8 certificate

# $number (string). Every language keeps the Japanese title here.
certificate-subject = 在留資格認定証明書 / 在留資格認定證明書 { $number }
certificate-heading = 【在留資格認定証明書】在留資格認定證明書
# $number, $holder (strings)
certificate-p1 = 本郵件是 { $holder } 的在留資格認定證明書（編號：{ $number }）。本郵件本身即為證明書。
certificate-p2 = 請妥善保管本郵件。您可以轉寄或列印。申請簽證及申請登陸（入境）時，請在螢幕上出示本郵件，或提交其列印本。
certificate-label-number = 在留資格認定證明書編號
certificate-label-holder-name = 姓名
certificate-label-nationality = 國籍・地區
certificate-label-sex = 性別
certificate-label-birth-date = 出生日期
certificate-label-status-of-residence = 在留資格
certificate-label-period-of-stay = 在留期間
certificate-label-issued-on = 核發日期
certificate-label-valid-until = 有效期限
certificate-label-issuing-bureau = 核發的地方出入國在留管理局
certificate-label-application-number = 申請受理編號
sex-male = 男
sex-female = 女
certificate-notes-heading = 注意事項
certificate-note-1 = 本證明書本身並不是登陸（入境）許可。登陸前，您需要在日本駐外使館或總領事館取得簽證。
certificate-note-2 = 自核發日期起三個月內未持簽證申請登陸者，本證明書失效。
certificate-note-3 = 本證明書不保證一定獲准登陸。如果不符合其他登陸條件，或情況發生變化，可能不予准許登陸。
certificate-request-1 = 收到本郵件後，請在七天內登入在留申請線上系統，進行領取登記。領取登記由持有使用者ID的人進行，收到轉寄郵件的人無需進行。
# $deadline (date): the last day of validity
certificate-request-2 = 如果在本郵件寄出後七天內未進行領取登記，我們將寄出提醒郵件。此後，在完成領取登記之前，每隔七天寄出一次，直至自核發之日起滿三個月（{ $deadline }）為止。
certificate-button = 登記領取

## M9 follow-up

receipt-reminder-subject = 【在留申請線上系統】請進行領取登記
# $number (string), $requested (date and time)
receipt-reminder-p1 = 我們於{ $requested }（日本時間）以電子郵件寄出的在留資格認定證明書（編號：{ $number }）尚未進行領取登記。
receipt-reminder-p2 = 請按下按鈕或開啟所示網址，登入後在領取登記清單中按下該證明書的「登記領取」。
# $deadline (date): the last day of validity
receipt-reminder-p3 = 在完成領取登記之前，我們將每隔七天寄出此通知，直至證明書的有效期限{ $deadline }為止。
receipt-reminder-p4 = 如果您已完成領取登記，請忽略本郵件。
receipt-reminder-p5 = 如果您沒有收到證明書的郵件，請先查看垃圾郵件資料夾，然後聯絡系統服務台。
receipt-reminder-button = 前往領取登記

## User types, in the list of user IDs

user-type-foreign-national = 外國人本人（申請人）
user-type-legal-representative = 法定代理人等
user-type-legal-specialist = 律師・行政書士
user-type-organization-staff = 所屬機關等的職員
user-type-counter-applicant = （窗口申請）希望以電子方式領取在留資格認定證明書者
