# Uketori: messages of the API, Japanese (the reference text).
# All texts read against English by a second reader, 2026-11.
# Keys and variables are the same in all eight languages.

## Answers to forms and operations (ErrorCode)

error-required = 必須項目です。入力または選択してください。
error-invalid-format = 入力の形式が正しくありません。入力内容をご確認ください。
# $min (number): the smallest number of characters
error-too-short = { $min }文字以上で入力してください。
# $max (number): the largest number of characters
error-too-long = { $max }文字以内で入力してください。
error-confirmation-mismatch = 確認用の入力内容が一致していません。両方の欄に同じ内容を入力してください。
error-not-in-list = 選択してください。
error-date-in-future = 未来の日付は入力できません。本日（日本時間）以前の日付を入力してください。
error-password-needs-uppercase = パスワードに半角英大文字（A～Z）を1文字以上含めてください。
error-password-needs-lowercase = パスワードに半角英小文字（a～z）を1文字以上含めてください。
error-password-needs-number = パスワードに半角数字（0～9）を1文字以上含めてください。
# $symbols (string): the symbols allowed, separated by spaces
error-password-needs-symbol = パスワードに次の記号のいずれかを1文字以上含めてください：{ $symbols }
error-password-character-not-allowed = パスワードに使用できない文字が含まれています。使用できるのは、半角英大文字、半角英小文字、半角数字、記号（$ % & = @ _ # * + - ? !）のみです。
error-password-too-common = 推測されやすいパスワードです。別のパスワードを入力してください。
error-password-contains-personal-data = パスワードに氏名、利用者ID、メールアドレス、電話番号などを含めることはできません。別のパスワードを入力してください。
error-terms-not-agreed = 利用規約をお読みの上、同意してください。
error-terms-outdated = 利用規約が変更されました。新しい利用規約をお読みの上、もう一度同意してください。
error-link-unknown = このリンクは正しくありません。メールに記載されたURL全体を開いているかご確認ください。
error-link-expired = このリンクの有効期限が切れています。この後の手続については、リンクが記載されたメールをご確認ください。メールに記載がない場合は、システムヘルプデスクにお問い合わせください。
error-link-used = このリンクは既に使用されています。
error-link-replaced = このリンクは、新しいメールをお送りしたため無効になりました。最後に届いたメールのリンクを開いてください。
error-link-revoked = このリンクは、メールの送信後にパスワードやメールアドレスなどの利用者情報が変更されたため、無効になりました。新しいメールは送信していません。ログインしてご利用ください。パスワードをお忘れの場合は、ログイン画面から再設定してください。変更にお心当たりのない場合は、システムヘルプデスクにお問い合わせください。
error-step-unknown = この操作は無効です。登録内容は変更されていません。入力画面からやり直してください。
error-step-expired = 入力内容を確認してから時間が経過したため、操作を続けることができません。登録内容は変更されていません。もう一度入力内容を確認してください。
error-step-used = この操作は既に完了しています。もう一度行う必要はありません。
error-idempotency-key-reused = 同じリクエストキーが、別の内容の送信に既に使われています。画面を開き直して、もう一度お試しください。
error-not-available = このアカウントでは、この操作をご利用になれません。
error-email-unchanged = 現在ご登録のメールアドレスと同じです。変更する場合は、別のメールアドレスを入力してください。
error-invalid-credentials = 利用者IDまたはパスワードを確認できませんでした。両方の入力内容をご確認ください。パスワードを5回続けて誤って入力すると、アカウントは24時間ロックされます。パスワードを再設定すると、ロックはすぐに解除されます。
error-current-password-wrong = 現在のパスワードが正しくありません。ご確認の上、もう一度入力してください。パスワードを5回続けて誤って入力すると、アカウントは24時間ロックされます。パスワードを再設定すると、ロックはすぐに解除されます。
error-rate-limited = 短い時間に多くの操作が行われました。しばらく待ってから、もう一度お試しください。
error-overloaded = ただいま大変混み合っています。しばらく待ってから、もう一度お試しください。
error-not-logged-in = ログインしてください。
error-session-expired = ログインの状態が終了しました。もう一度ログインしてください。
error-session-expired-idle = 3時間を超えて操作がなかったため、自動的にログアウトしました。もう一度ログインしてください。
error-session-expired-absolute-limit = 連続してログインできる時間の上限に達したため、自動的にログアウトしました。もう一度ログインしてください。
error-session-expired-logged-out = ログアウトしました。続ける場合は、もう一度ログインしてください。
error-session-expired-ended-elsewhere = ほかの端末または地方出入国在留管理局からの操作によって、または同時にログインできる数を超えたため、ログアウトしました。もう一度ログインしてください。お心当たりのない場合は、パスワードを再設定してください。
error-session-expired-password-changed = パスワードが変更されたため、ログアウトしました。新しいパスワードでログインしてください。ご自身で変更していない場合は、パスワードを再設定し、システムヘルプデスクにお問い合わせください。
error-session-expired-email-changed = 登録されているメールアドレスが変更されたか、変更が取り消されたため、ログアウトしました。もう一度ログインしてください。お心当たりのない場合は、システムヘルプデスクにお問い合わせください。
error-absolute-limit = 連続してログインできる時間の上限に達したため、これ以上延長できません。もう一度ログインしてください。
error-session-open = 在留申請オンラインシステムを開いたままでは、パスワードを設定できません。ログアウトし、本システムの画面をすべて閉じてから、メールのリンクをもう一度開いてください。リンクは引き続き使用できます。
error-reauthentication-required = 安全のため、現在のパスワードを入力してください。
error-not-found = 該当するものが見つかりませんでした。入力内容をご確認ください。
error-cancelled = この在留資格認定証明書は、地方出入国在留管理局により取り消されたため、受領登録はできません。

## Requests that could not be carried out (extensions.code)

request-graphql-parse-failed = リクエストの構文に誤りがあります。
request-graphql-validation-failed = リクエストの内容がスキーマに適合していません。
request-bad-user-input = リクエストの変数の値が正しくありません。
request-operation-resolution-failure = 実行する操作を特定できません。操作名をご確認ください。
request-bad-request = リクエストの形式が正しくありません。
request-persisted-query-not-found = 指定されたクエリは登録されていません。
# Programs compare this text. It is the same in every language.
request-persisted-query-not-supported = PersistedQueryNotSupported
request-query-too-deep = クエリの階層が深すぎます。
request-query-too-complex = クエリが複雑すぎます。
request-document-too-large = リクエストのデータが大きすぎます。
request-rate-limited = リクエストの回数が上限に達しました。しばらく待ってから、もう一度お試しください。
request-forbidden = この操作は許可されていません。
request-unauthenticated = 認証情報が正しくありません。もう一度ログインしてください。
request-overloaded = ただいま大変混み合っています。しばらく待ってから、もう一度お試しください。
request-service-unavailable = ただいまシステムをご利用になれません。しばらく待ってから、もう一度お試しください。
request-internal-server-error = システムに問題が発生しました。しばらく待ってから、もう一度お試しください。

## What a field expects (message of INVALID_FORMAT when the field is known)

hint-email = メールアドレスは、半角の英数字と記号を使い、60文字以内で入力してください。例：user@example.com
hint-name = 氏名は、半角英大文字104文字以内で入力してください。単語の間は半角スペース1つで区切ってください。例：HOUMU TARO
hint-phone-number = 電話番号は、日本国内でかけるときの番号を、半角数字9～12桁で入力してください。例：0312345678
hint-password = パスワードは10～20文字で、半角英大文字、半角英小文字、半角数字、記号（$ % & = @ _ # * + - ? !）をそれぞれ1文字以上使って入力してください。
hint-street = 町名・番地等は、全角80文字以内で入力してください。絵文字など、使用できない文字があります。例：１－１－１　緑ヶ関ハイツ２０２号
hint-postal-code = 郵便番号は半角数字7桁で入力してください。例：100-0001
hint-birth-date = 生年月日は、実在する過去の日付を、年・月・日の順に入力してください。例：2000-01-01
hint-user-id = 利用者IDは、メールでお知らせしたとおりに、半角英数字で入力してください。例：hdlpf38617

## Names of fields (UserError.fieldLabel)

field-user-id = 利用者ID
field-type = 利用者区分
field-name = 氏名
field-sex = 性別
field-birth-date = 生年月日
field-postal-code = 郵便番号
field-municipality-code = 日本での住所（都道府県・市区町村）
field-street = 日本での住所（町名・番地等）
field-phone-number = 電話番号
field-email = メールアドレス
field-email-confirmation = メールアドレス（確認用）
field-password = パスワード
field-password-confirmation = パスワード（確認用）
field-current-password = 現在のパスワード
field-agreed-terms-version = 利用規約への同意
field-language = 言語
field-color-scheme = 配色
field-certificate-number = 証明書番号
field-token = メールのリンク
field-step-token = 入力内容の確認
field-id = ログイン中の端末
field-idempotency-key = リクエストキー

## Names of fields of the officers' forms (UserError.fieldLabel)

field-officer-name = 職員の名前
field-officer-id = 職員
field-role = 権限
field-totp-code = 確認コード
field-recovery-code = 回復用コード
field-second-factor = 確認コードまたは回復用コード
field-enrolment-code = 登録コード
field-proposal-id = 提案
field-certificates = 証明書
field-holder-name = 証明書の氏名
field-nationality = 国籍・地域
field-status-of-residence = 在留資格
field-period-of-stay = 在留期間
field-issued-on = 交付年月日
field-issuing-bureau = 交付した地方出入国在留管理局
field-application-number = 申請番号
field-reason = 理由
field-notice = お知らせ
field-from = 開始日時
field-until = 終了日時
field-texts = お知らせの文章
field-title = 表題
field-body = 本文
field-expected-version = 読み込んだ時の内容
field-ids = メール
field-kind = メールの種類

## Notices of an account (AccountNoticeCode)

# $number (string): the number of the certificate
notice-certificate-not-delivered = 在留資格認定証明書（{ $number }）のメールを、ご登録のメールアドレスにお届けできませんでした。ご登録のメールアドレスを確認し、誤りがある場合や現在使用していない場合は変更してください。その後、システムヘルプデスクに連絡し、証明書の再送を依頼してください。

## What happened to an account (ActivityAction)

activity-account-registered = 利用者登録
activity-account-imported = ほかのシステムからのアカウントの移行
activity-first-password-set = 初回パスワードの設定
activity-logged-in = ログイン
activity-login-refused = ログインの失敗
activity-account-locked = アカウントのロック（パスワードを5回続けて誤って入力）
activity-device-locked = 1つのブラウザまたはアプリのログインのロック（パスワードを5回続けて誤って入力）
activity-logged-out = ログアウト
activity-session-ended = ログイン状態の終了
activity-other-sessions-ended = ほかのすべてのログイン状態の終了
activity-reauthenticated = パスワードの再確認
activity-reauthentication-refused = パスワードの再確認の失敗
activity-password-reset-requested = パスワード再設定の申込み
activity-password-reset = パスワードの再設定
activity-password-changed = パスワードの変更
activity-email-change-started = メールアドレス変更の申込み
activity-email-change-withdrawn = メールアドレス変更の取りやめ
activity-email-changed = メールアドレスの変更
activity-change-disavowed = 変更の取消し（「自分の手続ではありません」のリンクから）
activity-contact-details-changed = 連絡先の変更
activity-preferences-changed = 言語または配色の変更
activity-data-exported = アカウントのデータの書き出し
activity-account-closed = アカウントの閉鎖
activity-certificate-issued = 在留資格認定証明書の交付
activity-certificate-resent = 在留資格認定証明書の再送
activity-certificate-cancelled = 在留資格認定証明書の取消し（地方出入国在留管理局）
activity-receipt-registered = 在留資格認定証明書の受領登録
activity-certificate-checked = 印刷された在留資格認定証明書の照会
activity-account-read = アカウントの閲覧（地方出入国在留管理局）
activity-account-unlocked = アカウントのロックの解除（地方出入国在留管理局）
activity-account-sessions-ended = ログイン状態の終了（地方出入国在留管理局）
activity-account-corrected = 利用者情報の訂正（地方出入国在留管理局）
activity-mails-read = メールの送信状況の閲覧（地方出入国在留管理局）
activity-mail-resent = メールの再送（地方出入国在留管理局）
activity-mail-dropped = メールの送信の取りやめ（地方出入国在留管理局）
activity-suppression-lifted = メール送信の停止の解除（地方出入国在留管理局）
activity-audit-read = アカウントの記録の閲覧（地方出入国在留管理局）
activity-password-withdrawn = 安全のためのパスワードの削除（バックアップからの復元による）
activity-other = その他の操作
# An operation that was refused. $label (string): the operation, one of the texts above
activity-refused = { $label }（拒否）

## User types

user-type-foreign-national-label = 外国人本人
user-type-foreign-national-guide = 申請をする外国人ご本人
user-type-legal-representative-label = 法定代理人等
user-type-legal-representative-guide = ご家族または法定代理人の方
user-type-legal-specialist-label = 弁護士・行政書士
user-type-legal-specialist-guide = 弁護士または行政書士の方
user-type-organization-staff-label = 所属機関等の職員
user-type-organization-staff-guide = 所属機関、特定技能所属機関、登録支援機関、日本語教育機関の職員の方
user-type-counter-applicant-label = （窓口申請）在留資格認定証明書電子交付希望者
user-type-counter-applicant-guide = 地方出入国在留管理局の窓口で在留資格認定証明書の交付を申請し、証明書を電子メールで受け取ることを希望する方（「利用者情報登録」の画面から登録してください）

## Status of the registration of receipt

receipt-status-not-registered = 受領未登録
receipt-status-registered = 受領登録済み
receipt-status-cancelled = 地方出入国在留管理局による取消し

## The public check of a certificate

certificate-check-valid = この証明書は地方出入国在留管理局が交付したもので、有効です。受領登録はまだ行われていません。
certificate-check-registered = この証明書は地方出入国在留管理局が交付したもので、有効です。受領登録は完了しています。
certificate-check-cancelled = この証明書は、地方出入国在留管理局により取り消されています。使用できません。
certificate-check-past-validity = この証明書は地方出入国在留管理局が交付したものですが、3か月の有効期間を過ぎています。
certificate-check-not-found = この番号とコードの組合せに該当する証明書はありません。証明書の記載と一致しているかご確認ください。

## The top page's footer, and what stands around every page

site-title = 在留申請オンラインシステム及び電子届出システム
# $hours (string): the hours on weekdays, e.g. 9:00-17:00
site-help-desk-hours = 平日 { $hours }（年末年始を除く）。メールは24時間365日受け付けています。
site-procedure-contact = 手続に関するお問合せは、最寄りの地方出入国在留管理局へお電話ください。
site-disclaimer = このシステムは、出入国在留管理庁が運営するものではありません。
site-link-agency = 出入国在留管理庁のホームページ
site-link-bureaus = 地方出入国在留管理局の一覧（電話番号）
site-link-guide = 操作マニュアル
site-link-who-can-register = オンラインで利用者登録が可能な方
site-link-before-registration = 利用者登録するための準備手続
site-link-card-software = JPKI利用者クライアントソフト

## The procedures of "Search for Application Procedures"

procedure-in-person-application-title = 在留資格認定証明書の窓口申請
procedure-in-person-application-summary = 地方出入国在留管理局の窓口で在留資格認定証明書の交付を申請し、電子メールでの受け取りを希望する旨を申し出ます。利用者IDが必要です。
procedure-user-registration-title = 利用者登録
procedure-user-registration-summary = メールアドレスと利用者情報を登録し、利用者IDを取得します。
procedure-counter-registration-title = 利用者情報登録（窓口申請）
procedure-counter-registration-summary = （窓口申請）在留資格認定証明書電子交付希望者が、氏名、生年月日、日本の住所、連絡先を登録し、利用者IDを取得します。パスワードは、メールに記載のURLから設定します。
procedure-receipt-registration-title = 在留資格認定証明書の受領登録
procedure-receipt-registration-summary = 在留資格認定証明書を電子メールで受け取った後、ログインして受領登録をします。
procedure-user-information-title = 利用者情報の確認・変更
procedure-user-information-summary = 登録した利用者情報を確認し、メールアドレス、パスワード、電話番号などを変更します。
procedure-forgotten-login-title = 利用者ID・パスワードを忘れた場合
procedure-forgotten-login-summary = 利用者IDをメールで受け取るか、パスワードを再設定します。再設定すると、アカウントのロックもすぐに解除されます。

## Answers to officers (ErrorCode of officer.graphql)

officer-error-invalid-credentials = 名前、パスワード、確認コードを確認できませんでした。入力内容をご確認の上、もう一度お試しください。確認コードは1回しか使えません。続けて誤って入力すると、5回で5分間、10回で1時間、15回で24時間、ログインがロックされます。
officer-error-current-password-wrong = 現在のパスワードまたは確認コードが正しくありません。入力内容をご確認の上、もう一度お試しください。確認コードは1回しか使えません。続けて誤って入力すると、5回で5分間、10回で1時間、15回で24時間、ログインがロックされます。
officer-error-enrolment-code-invalid = この登録コードは使用できません。管理担当者に新しいコードの発行を依頼してください。
officer-error-totp-code-wrong = 確認コードが正しくありません。携帯端末の時刻と表示されているコードをご確認ください。
officer-error-second-officer-required = この操作は、別の職員が行う必要があります。この操作を始めた職員と、関係する職員を登録または招待した職員は行えません。
officer-error-officer-name-taken = この名前の職員は既に登録されているか、過去に登録されていました。同じ名前は二度使えません。別の名前を入力してください。
officer-error-role-already-there = この職員には既にこの権限が付与されているか、付与が提案されています。
officer-error-account-unknown = この利用者IDの有効なアカウントはありません。申出書の利用者IDと照合してください。
officer-error-certificate-number-taken = この証明書番号は、別の証明書に既に使われています。
officer-error-certificate-number-twice = これより前の行に、同じ証明書番号があります。
officer-error-certificate-expired = この証明書は3か月の有効期間を過ぎているため、送信できません。
# $max (number): how many at most
officer-error-too-many-certificates = 一度に送信できる証明書は{ $max }件までです。
officer-error-certificate-cancelled = この証明書は取り消されています。
officer-error-mail-on-its-way = この証明書のメールは、既に送信中です。
officer-error-notice-withdrawn = このお知らせは取り下げられています。
# $line (number): the line, from 1
officer-error-markup-not-allowed = { $line }行目：お知らせに使えない書き方があります。文章、見出し、強調、箇条書き、引用、https:// または mailto: で始まるリンクをお使いください。
officer-error-period-order = 終了は開始より後の日時にしてください。
officer-error-language-twice = この言語の文章は既にあります。
officer-error-account-closed = このアカウントは閉鎖されています。
officer-error-changed-meanwhile = 画面を開いた後に内容が変更されました。今回の入力は保存されていません。最新の内容を確認し、必要であればもう一度入力してください。
officer-error-already-paused = この種類のメールは既に一時停止されています。先に行われた一時停止とその理由は、そのまま残ります。
officer-error-mail-state-unsuitable = このメールは、送信中、送信済み、または終了済みのため、この操作はできません。最新の状態をご確認ください。
officer-error-mail-no-longer-wanted = このメールは既に不要です。リンクが無効になった、アカウントが閉鎖された、証明書が取り消された、受領登録が済んだ、次のお知らせの時期になったなどの場合です。
officer-error-second-copy-possible = このメールは既に届いている可能性があります。重複して届いても差し支えない場合に限り、その旨を指定して再送してください。
officer-error-address-suppressed = このメールアドレス宛てのメールが届かなかったため、この種類のメールはこのメールアドレスに送信されません。先にメールアドレスを訂正するか、送信の停止を解除してください。
officer-error-mail-warns-owner = このメールは、アカウントに対する操作をその利用者に知らせるものであるため、送信待ちの間は送信を取りやめることができません。
