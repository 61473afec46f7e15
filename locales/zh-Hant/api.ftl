# Uketori: messages of the API, Traditional Chinese.
# Draft: no native speaker has read this file yet.
# All texts read against English and Japanese by a second reader, 2026-11; not yet by a native speaker.
# Keys and variables are the same in all eight languages.

## Answers to forms and operations (ErrorCode)

error-required = 此項目為必填，請輸入或選擇。
error-invalid-format = 輸入格式不正確，請檢查輸入內容。
# $min (number): the smallest number of characters
error-too-short = 請至少輸入{ $min }個字元。
# $max (number): the largest number of characters
error-too-long = 最多可輸入{ $max }個字元。
error-confirmation-mismatch = 兩次輸入的內容不一致，請在兩欄中輸入相同的內容。
error-not-in-list = 請選擇。
error-date-in-future = 不能輸入未來的日期。請輸入今天（日本時間）或更早的日期。
error-password-needs-uppercase = 密碼必須至少包含1個半形大寫英文字母（A-Z）。
error-password-needs-lowercase = 密碼必須至少包含1個半形小寫英文字母（a-z）。
error-password-needs-number = 密碼必須至少包含1個半形數字（0-9）。
# $symbols (string): the symbols allowed, separated by spaces
error-password-needs-symbol = 密碼必須至少包含1個符號。可使用的符號：{ $symbols }
error-password-character-not-allowed = 密碼中含有不能使用的字元。只能使用半形的大寫英文字母、小寫英文字母、數字及以下符號：$ % & = @ _ # * + - ? !
error-password-too-common = 此密碼容易被猜到，請使用其他密碼。
error-password-contains-personal-data = 密碼中不能包含您的姓名、使用者ID、電子郵件地址、電話號碼等個人資料，請使用其他密碼。
error-terms-not-agreed = 請閱讀使用條款並表示同意。
error-terms-outdated = 使用條款已更新，請閱讀新的使用條款並再次表示同意。
error-link-unknown = 此連結不正確。請確認您開啟的是郵件中的完整網址。
error-link-expired = 此連結已過期。之後的操作請查看含有此連結的郵件。如果郵件中沒有說明，請聯絡系統服務台。
error-link-used = 此連結已經使用過。
error-link-replaced = 由於已寄出新的郵件，此連結已失效。請開啟最新郵件中的連結。
error-link-revoked = 由於在此郵件寄出後，您的密碼或電子郵件地址等帳戶資料發生了變更，此連結已失效。系統沒有寄出新的郵件。請登入。如果忘記了密碼，請在登入畫面重設密碼。如果這不是您本人的操作，請聯絡系統服務台。
error-step-unknown = 此操作無效。沒有變更任何內容。請從輸入畫面重新開始。
error-step-expired = 您確認輸入內容後，已過了較長時間，無法繼續操作。沒有變更任何內容。請重新確認輸入內容。
error-step-used = 此操作已完成，無需再次操作。
error-idempotency-key-reused = 同一請求識別碼已用於傳送其他內容。請重新開啟畫面後再試。
error-not-available = 您的帳戶無法進行此操作。
error-email-unchanged = 這與您目前登記的電子郵件地址相同。如需變更，請輸入其他電子郵件地址。
error-invalid-credentials = 無法確認您輸入的使用者ID及密碼，請檢查後再試。密碼連續5次輸入錯誤，帳戶將被鎖定24小時。重設密碼後，鎖定會立即解除。
error-current-password-wrong = 目前的密碼不正確，請檢查後重新輸入。密碼連續5次輸入錯誤，帳戶將被鎖定24小時。重設密碼後，鎖定會立即解除。
error-rate-limited = 短時間內操作次數過多，請稍後再試。
error-overloaded = 系統目前非常忙碌，請稍後再試。
error-not-logged-in = 請登入。
error-session-expired = 您的登入狀態已結束。請重新登入。
error-session-expired-idle = 由於超過3小時沒有操作，系統已自動登出。請重新登入。
error-session-expired-absolute-limit = 由於已達到連續登入時間的上限，系統已自動登出。請重新登入。
error-session-expired-logged-out = 您已登出。如需繼續，請重新登入。
error-session-expired-ended-elsewhere = 由於此次登入在其他裝置上或由地方出入國在留管理局結束，或同時登入的數量超過上限，您已登出。請重新登入。如果您對此不知情，請重設密碼。
error-session-expired-password-changed = 由於密碼已變更，您已登出。請使用新密碼登入。如果這不是您本人的操作，請重設密碼，並聯絡系統服務台。
error-session-expired-email-changed = 由於您註冊的電子郵件地址已變更，或該變更已被撤銷，您已登出。請重新登入。如果這不是您本人的操作，請聯絡系統服務台。
error-absolute-limit = 已達到連續登入時間的上限，無法再延長。請重新登入。
error-session-open = 「在留申請線上系統」仍處於開啟狀態，無法設定密碼。請登出，關閉本系統的所有視窗，然後再次開啟郵件中的連結。該連結仍可使用。
error-reauthentication-required = 為了您的帳戶安全，請輸入目前的密碼。
error-not-found = 找不到符合的內容，請檢查輸入內容。
error-cancelled = 此在留資格認定證明書已被地方出入國在留管理局取消，無法進行領取登記。

## Requests that could not be carried out (extensions.code)

request-graphql-parse-failed = 請求有語法錯誤。
request-graphql-validation-failed = 請求不符合結構定義（schema）。
request-bad-user-input = 請求中的變數值不正確。
request-operation-resolution-failure = 無法確定要執行的操作，請檢查操作名稱。
request-bad-request = 請求格式不正確。
request-persisted-query-not-found = 指定的查詢尚未儲存。
# Programs compare this text. It is the same in every language.
request-persisted-query-not-supported = PersistedQueryNotSupported
request-query-too-deep = 查詢的巢狀層級過深。
request-query-too-complex = 查詢過於複雜。
request-document-too-large = 請求的資料過大。
request-rate-limited = 請求次數過多，請稍後再試。
request-forbidden = 不允許執行此操作。
request-unauthenticated = 認證資訊無效，請重新登入。
request-overloaded = 系統目前非常忙碌，請稍後再試。
request-service-unavailable = 系統目前無法使用，請稍後再試。
request-internal-server-error = 系統發生問題，請稍後再試。

## What a field expects (message of INVALID_FORMAT when the field is known)

hint-email = 請用半形英文字母、數字及符號輸入電子郵件地址，不超過60個字元。例：user@example.com
hint-name = 請用半形大寫英文字母輸入姓名，不超過104個字元，單字之間以一個半形空格隔開。例：HOUMU TARO
hint-phone-number = 請輸入在日本國內撥打時使用的電話號碼，9至12位半形數字。例：0312345678
hint-password = 請輸入10至20個字元的密碼，其中半形大寫英文字母、半形小寫英文字母、半形數字、符號（$ % & = @ _ # * + - ? !）至少各包含1個。
hint-street = 請用全形字元輸入町名、門牌號碼等，不超過80個字元。表情符號等部分字元不能使用。例：１－１－１　緑ヶ関ハイツ２０２号
hint-postal-code = 請用7位半形數字輸入郵遞區號。例：100-0001
hint-birth-date = 請依年、月、日的順序輸入出生日期，須為實際存在的過去日期。例：2000-01-01
hint-user-id = 請用半形英文字母及數字，依郵件所示原樣輸入使用者ID。例：hdlpf38617

## Names of fields (UserError.fieldLabel)

field-user-id = 使用者ID
field-type = 使用者類型
field-name = 姓名（英文字母）
field-sex = 性別
field-birth-date = 出生日期
field-postal-code = 郵遞區號
field-municipality-code = 日本的地址（都道府縣、市區町村）
field-street = 日本的地址（町名、門牌號碼等）
field-phone-number = 電話號碼
field-email = 電子郵件地址
field-email-confirmation = 電子郵件地址（確認）
field-password = 密碼
field-password-confirmation = 密碼（確認）
field-current-password = 目前的密碼
field-agreed-terms-version = 同意使用條款
field-language = 語言
field-color-scheme = 配色
field-certificate-number = 證明書編號
field-token = 郵件中的連結
field-step-token = 輸入內容的確認
field-id = 登入中的裝置
field-idempotency-key = 請求鍵

## Names of fields of the officers' forms (UserError.fieldLabel)

field-officer-name = 職員名稱
field-officer-id = 職員
field-role = 權限
field-totp-code = 驗證碼
field-recovery-code = 復原碼
field-second-factor = 驗證碼或復原碼
field-enrolment-code = 登記碼
field-proposal-id = 提議
field-certificates = 證明書
field-holder-name = 證明書上的姓名
field-nationality = 國籍/地區
field-status-of-residence = 在留資格
field-period-of-stay = 在留期間
field-issued-on = 核發日期
field-issuing-bureau = 核發證明書的地方出入國在留管理局
field-application-number = 申請編號
field-reason = 理由
field-notice = 公告
field-from = 開始時間
field-until = 結束時間
field-texts = 公告的文字
field-title = 標題
field-body = 內文
field-expected-version = 載入時的版本
field-ids = 郵件
field-kind = 郵件種類

## Notices of an account (AccountNoticeCode)

# $number (string): the number of the certificate
notice-certificate-not-delivered = 含有在留資格認定證明書（{ $number }）的郵件未能送達您的電子郵件地址。請確認您登記的電子郵件地址，如有錯誤或已不再使用，請進行變更。然後請聯絡系統服務台，要求重新寄送證明書。

## What happened to an account (ActivityAction)

activity-account-registered = 註冊帳戶
activity-account-imported = 從其他系統轉入帳戶
activity-first-password-set = 設定初始密碼
activity-logged-in = 登入
activity-login-refused = 登入失敗
activity-account-locked = 帳戶被鎖定（密碼連續5次輸入錯誤）
activity-device-locked = 一個瀏覽器或應用程式的登入被鎖定（密碼連續5次輸入錯誤）
activity-logged-out = 登出
activity-session-ended = 結束一個登入
activity-other-sessions-ended = 結束所有其他登入
activity-reauthenticated = 再次確認密碼
activity-reauthentication-refused = 再次確認密碼失敗
activity-password-reset-requested = 申請重設密碼
activity-password-reset = 重設密碼
activity-password-changed = 變更密碼
activity-email-change-started = 申請變更電子郵件地址
activity-email-change-withdrawn = 取消變更電子郵件地址
activity-email-changed = 變更電子郵件地址
activity-change-disavowed = 透過「這不是我本人的操作」的連結撤銷變更
activity-contact-details-changed = 變更聯絡方式
activity-preferences-changed = 變更語言或配色
activity-data-exported = 匯出帳戶資料
activity-account-closed = 註銷帳戶
activity-certificate-issued = 核發在留資格認定證明書
activity-certificate-resent = 重新寄送在留資格認定證明書
activity-certificate-cancelled = 地方出入國在留管理局取消在留資格認定證明書
activity-receipt-registered = 進行在留資格認定證明書的領取登記
activity-certificate-checked = 有人查驗列印的在留資格認定證明書
activity-account-read = 地方出入國在留管理局查看帳戶
activity-account-unlocked = 地方出入國在留管理局解除帳戶鎖定
activity-account-sessions-ended = 地方出入國在留管理局結束登入
activity-account-corrected = 地方出入國在留管理局更正使用者資訊
activity-mails-read = 地方出入國在留管理局查看郵件的寄送情況
activity-mail-resent = 地方出入國在留管理局重新寄送郵件
activity-mail-dropped = 地方出入國在留管理局取消寄送郵件
activity-suppression-lifted = 地方出入國在留管理局恢復向電子郵件地址寄送郵件
activity-audit-read = 地方出入國在留管理局查看帳戶紀錄
activity-password-withdrawn = 系統從備份還原，為安全起見刪除密碼
activity-other = 其他操作
# An operation that was refused. $label (string): the operation, one of the texts above
activity-refused = { $label }（遭拒絕）

## User types

user-type-foreign-national-label = 外國人本人（申請人）
user-type-foreign-national-guide = 為自己申請的外國人
user-type-legal-representative-label = 法定代理人等
user-type-legal-representative-guide = 家屬或法定代理人
user-type-legal-specialist-label = 律師・行政書士
user-type-legal-specialist-guide = 律師或行政書士
user-type-organization-staff-label = 所屬機關等的職員
user-type-organization-staff-guide = 所屬機關、特定技能所屬機關、登錄支援機關、日語教育機關的職員
user-type-counter-applicant-label = （窗口申請）希望以電子方式領取在留資格認定證明書者
user-type-counter-applicant-guide = 在地方出入國在留管理局窗口申請在留資格認定證明書，並希望以電子郵件領取的人（請在「使用者資訊註冊」畫面註冊）

## Status of the registration of receipt

receipt-status-not-registered = 尚未進行領取登記
receipt-status-registered = 已完成領取登記
receipt-status-cancelled = 已被地方出入國在留管理局取消

## The public check of a certificate

certificate-check-valid = 此證明書由地方出入國在留管理局核發，仍在有效期限內，尚未進行領取登記。
certificate-check-registered = 此證明書由地方出入國在留管理局核發，仍在有效期限內，已完成領取登記。
certificate-check-cancelled = 此證明書已被地方出入國在留管理局取消，無法再使用。
certificate-check-past-validity = 此證明書由地方出入國在留管理局核發，但3個月的有效期限已過。
certificate-check-not-found = 沒有與此編號和代碼相符的證明書。請核對是否與證明書上的記載一致。

## The top page's footer, and what stands around every page

site-title = 在留申請線上系統及電子申報系統
# $hours (string): the hours on weekdays, e.g. 9:00-17:00
site-help-desk-hours = 平日 { $hours }（年末年初除外）。電子郵件全年365天、每天24小時受理。
site-procedure-contact = 有關手續的諮詢，請致電最近的地方出入國在留管理局。
site-disclaimer = 本系統並非由日本出入國在留管理廳營運。
site-link-agency = 日本出入國在留管理廳網站
site-link-bureaus = 地方出入國在留管理局一覽（電話號碼）
site-link-guide = 操作手冊
site-link-who-can-register = 可線上進行使用者註冊的人
site-link-before-registration = 使用者註冊的準備手續
site-link-card-software = JPKI使用者用戶端軟體

## The procedures of "Search for Application Procedures"

procedure-in-person-application-title = 在留資格認定證明書的窗口申請
procedure-in-person-application-summary = 在地方出入國在留管理局的窗口申請在留資格認定證明書，並申請以電子郵件領取。需要使用者ID。
procedure-user-registration-title = 使用者註冊
procedure-user-registration-summary = 登記電子郵件地址及使用者資訊，取得使用者ID。
procedure-counter-registration-title = 使用者資訊註冊（窗口申請）
procedure-counter-registration-summary = （窗口申請）希望以電子方式領取在留資格認定證明書者登記姓名、出生日期、在日地址及聯絡方式，取得使用者ID。密碼以郵件中的網址設定。
procedure-receipt-registration-title = 在留資格認定證明書的領取登記
procedure-receipt-registration-summary = 以電子郵件收到在留資格認定證明書後，登入並進行領取登記。
procedure-user-information-title = 查看及變更使用者資訊
procedure-user-information-summary = 查看已登記的使用者資訊，變更電子郵件地址、密碼、電話號碼等。
procedure-forgotten-login-title = 忘記使用者ID或密碼
procedure-forgotten-login-summary = 以郵件接收使用者ID，或重設密碼。重設密碼後，帳戶的鎖定也會立即解除。

## Answers to officers (ErrorCode of officer.graphql)

officer-error-invalid-credentials = 無法確認您輸入的名稱、密碼及驗證碼，請檢查後再試。每個驗證碼只能使用一次。連續輸入錯誤5次，登入將被鎖定5分鐘；10次鎖定1小時；15次鎖定24小時。
officer-error-current-password-wrong = 目前的密碼或驗證碼不正確，請檢查後再試。每個驗證碼只能使用一次。連續輸入錯誤5次，登入將被鎖定5分鐘；10次鎖定1小時；15次鎖定24小時。
officer-error-enrolment-code-invalid = 此登記碼無法使用。請向管理員申請新的登記碼。
officer-error-totp-code-wrong = 驗證碼不正確。請檢查手機的時間及手機上顯示的驗證碼。
officer-error-second-officer-required = 此操作須由另一名職員進行。發起此操作的職員，以及建立或邀請相關職員的職員，不能進行此操作。
officer-error-officer-name-taken = 已有或曾有職員使用此名稱。名稱不會重複分配，請選擇其他名稱。
officer-error-role-already-there = 此職員已擁有此權限，或已有人提議授予此權限。
officer-error-account-unknown = 沒有使用此使用者ID的有效帳戶。請與電子方式領取申請書核對。
officer-error-certificate-number-taken = 此證明書編號已用於其他證明書。
officer-error-certificate-number-twice = 前面已有一列使用了相同的證明書編號。
officer-error-certificate-expired = 此證明書的3個月有效期限已過，因此不予寄送。
# $max (number): how many at most
officer-error-too-many-certificates = 一次最多可寄送{ $max }份證明書。
officer-error-certificate-cancelled = 此證明書已被取消。
officer-error-mail-on-its-way = 此證明書的郵件正在寄送中。
officer-error-notice-withdrawn = 此公告已被撤回。
# $line (number): the line, from 1
officer-error-markup-not-allowed = 第{ $line }行：公告中不能使用這種寫法。請使用一般文字、標題、強調、清單、引用，以及以https://或mailto:開頭的連結。
officer-error-period-order = 結束時間必須晚於開始時間。
officer-error-language-twice = 已有此語言的文字。
officer-error-account-closed = 此帳戶已註銷。
officer-error-changed-meanwhile = 您開啟畫面後，內容已被變更。本次輸入未儲存。請查看最新內容，如仍有需要，請重新輸入。
officer-error-already-paused = 此類郵件已暫停寄送。先前的暫停及其理由維持不變。
officer-error-mail-state-unsuitable = 此郵件正在寄送、已經寄出或已結束處理，無法進行此操作。請查看其最新狀態。
officer-error-mail-no-longer-wanted = 已無人需要此郵件，例如因為連結已失效、帳戶已註銷、證明書已被取消、已完成領取登記，或已到寄送下一次提醒的時間。
officer-error-second-copy-possible = 此郵件可能已經送達。僅在重複送達也無妨的情況下，請確認這一點後重新傳送。
officer-error-address-suppressed = 寄送到此電子郵件地址的郵件曾被退回，因此不向其寄送此類郵件。請先更正電子郵件地址，或解除停止寄送的設定。
officer-error-mail-warns-owner = 此郵件用於告知使用者對其帳戶進行的操作，因此在等待寄送期間不能取消寄送。
