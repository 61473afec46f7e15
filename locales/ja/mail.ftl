# Uketori: texts of the mails, Japanese (the reference text).
# All texts read against English by a second reader, 2026-11.
# Keys and variables are the same in all eight languages.
# Paragraphs are numbered in their order. Addresses and buttons are placed by the layout.
# All dates and times arrive as finished text; times are in Japan time, and "Japan time" is said here.

## Frame of every mail

layout-system-name = 在留申請オンラインシステム
# Every subject: what the mail is for, then the system, because a telephone cuts the end off.
# $title (of the mail), $system (strings)
layout-subject = 【{ $title }】{ $system }
# The same about one certificate. $title, $number, $system (strings)
layout-subject-of-certificate = 【{ $title }】{ $number } { $system }
layout-button-hint = ボタンを押しても画面が開かない場合は、次のURLを開いてください。
layout-not-you = このメールにお心当たりのない場合は、何もしていただく必要はありません。
layout-no-reply = このメールは自動的に送信しています。ご返信いただいてもお答えできません。
# $phone, $hours, $email (strings)
layout-help-desk = システムの操作に関するお問合せ先：システムヘルプデスク　電話 { $phone }（{ $hours }）　メール { $email }
layout-disclaimer = このシステムは、出入国在留管理庁が運営するものではありません。
# $domain (string)
layout-domain = 今後のメールを確実に受け取るため、ドメイン「{ $domain }」からのメールを受信できるように設定してください。
# A period in mails. $count (number)
layout-hours = { $count }時間
# $count (number)
layout-minutes = { $count }分
# Above what the reader of a mail about a certificate finds below it.
layout-details-heading = 詳しいご案内
# Above a user ID, which stands alone on its line.
user-id-label = 利用者ID

## Where a change came from, in mails that tell an owner of one

security-label-when = 日時
# $when (date and time)
security-when = { $when }（日本時間）
security-label-device = 端末
security-label-place = 場所
# $network (string), e.g. 203.0.113.0/24
security-network = ネットワーク { $network }（国・地域は分かりません）
# Instead of a device or a place that is not known.
security-unknown = 不明
# Instead of a place, if officers made the change.
security-at-bureau = 地方出入国在留管理局（職員による変更）

## M1 registration link

registration-link-title = 利用者登録のご案内
registration-link-p1 = 在留申請オンラインシステムの利用者登録の申込みを受け付けました。登録はまだ完了していません。
registration-link-p2 = ボタンを押すか、記載のURLを開いて、利用者登録の画面で必要な事項を入力してください。
# $expires (date and time), $period (layout-hours or layout-minutes)
registration-link-p3 = このリンクは、{ $expires }（日本時間）まで有効です。有効期間は、このメールの送信から{ $period }です。期限を過ぎた場合は、メールアドレスの入力からやり直してください。
registration-link-p4 = お申込みにお心当たりのない場合は、このメールを破棄してください。登録は行われません。
registration-link-button = 利用者登録へ進む

## M2 user ID

user-id-issued-title = 利用者IDのお知らせ
# $name (string)
user-id-issued-p1 = { $name } 様
user-id-issued-p2 = 利用者登録が完了しました。あなたの利用者IDは次のとおりです。大切に保管してください。
user-id-issued-p3 = 地方出入国在留管理局の窓口で在留資格認定証明書の交付を申請し、証明書を電子メールで受け取ることを希望する場合は、「（窓口申請）在留資格認定証明書電子交付希望申出書」にこの利用者IDを記入し、申請の際に一緒に提出してください。
user-id-issued-p4 = この登録だけでは、オンラインで在留申請を行うことはできません。
user-id-issued-p5 = ログインするときは、この利用者IDと、登録の際に設定したパスワードを使用してください。パスワードはこのメールには記載していません。
user-id-issued-button = ログインする

## M3 completion of the user information registration, link to the first password

first-password-link-title = パスワード設定のご案内
first-password-link-p1 = 利用者情報の登録が完了しました。あなたの利用者IDは次のとおりです。大切に保管してください。
first-password-link-p2 = 次に、パスワードを設定してください。その前に、在留申請オンラインシステムのホームページやログイン画面を開いている場合は、すべて閉じてください。開いたままパスワードを設定しようとすると、エラーになります。その場合は、画面を閉じてからリンクをもう一度開いてください。
# $expires (date and time)
first-password-link-p3 = 画面を閉じたら、ボタンを押すか、記載のURLを開いてください。このリンクは、{ $expires }（日本時間）まで有効です。期限を過ぎた場合は、ログイン画面の「パスワードを忘れた場合はこちら」から、利用者IDとメールアドレスを入力してください。新しいリンクをお送りします。
first-password-link-p4 = 窓口で在留資格認定証明書の交付を申請する際は、「（窓口申請）在留資格認定証明書電子交付希望申出書」に、この利用者IDを記入してください。この登録だけでは、オンラインで在留申請を行うことはできません。
first-password-link-button = パスワードを設定する

## M4 user ID notification

user-id-reminder-title = お問合せの利用者IDのお知らせ
user-id-reminder-p1 = お問合せのあった利用者IDをお知らせします。入力されたメールアドレスと氏名で登録されている利用者IDは、次のとおりです。
# One line below each user ID. $type (label of the user type), $registered (date)
user-id-reminder-item = 利用者区分：{ $type }　登録日：{ $registered }
user-id-reminder-p2 = パスワードもお忘れの場合は、ログイン画面の「パスワードを忘れた場合はこちら」から再設定してください。
user-id-reminder-p3 = お問合せにお心当たりのない場合は、このメールを破棄してください。登録内容は変更されていません。
user-id-reminder-button = ログインする

## M5 password reset link

password-reset-link-title = パスワード再設定のご案内
password-reset-link-p1 = パスワードの再設定の申込みを受け付けました。パスワードはまだ変更されていません。
password-reset-link-p2 = ボタンを押すか、記載のURLを開いて、新しいパスワードを設定してください。アカウントがロックされている場合は、再設定すると、ロックはすぐに解除されます。
# $expires (date and time)
password-reset-link-p3 = このリンクは、{ $expires }（日本時間）まで有効です。期限を過ぎた場合は、利用者IDとメールアドレスの入力からやり直してください。
password-reset-link-p4 = お申込みにお心当たりのない場合は、このメールを破棄してください。現在のパスワードをそのまま使用できます。
password-reset-link-button = パスワードを再設定する

## M6 e-mail change link, to the new address

email-change-link-title = メールアドレス変更のご案内
email-change-link-p1 = 登録されているメールアドレスを、このメールアドレスに変更する申込みを受け付けました。変更はまだ完了していません。
email-change-link-p2 = ボタンを押すか、記載のURLを開いて、表示された画面で変更を完了してください。完了するまでは、これまでのメールアドレスにお知らせをお送りします。
# $expires (date and time)
email-change-link-p3 = このリンクは、{ $expires }（日本時間）まで有効です。期限を過ぎた場合は、メールアドレスの入力からやり直してください。
email-change-link-p4 = お申込みにお心当たりのない場合は、このメールを破棄してください。変更は行われません。
email-change-link-button = メールアドレスを変更する

## M7 password changed

password-changed-title = パスワード変更のお知らせ
# $when (date and time)
password-changed-p1 = { $when }（日本時間）に、パスワードが変更されました。
password-changed-p2 = 安全のため、ほかのすべての端末でログアウトされています。ほかの端末では、新しいパスワードでもう一度ログインしてください。
password-changed-p3 = 変更にお心当たりのない場合は、ほかの人がパスワードを変更したおそれがあります。すぐにパスワードを再設定し、システムヘルプデスクにご連絡ください。
password-changed-button = パスワードを再設定する

## M10 e-mail change, to the old address: at the request

email-change-requested-title = メールアドレス変更手続のお知らせ（受付）
# $when (date and time)
email-change-requested-p1 = { $when }（日本時間）に、登録されているメールアドレスの変更の申込みを受け付けました。変更はまだ完了していません。完了するまで、メールはこのアドレスにお送りします。
email-change-requested-p2 = ご自身による手続の場合は、何もしていただく必要はありません。
# $expires (date and time)
email-change-requested-p3 = お心当たりのない場合は、できるだけ早くボタンを押してください。ボタンは、{ $expires }（日本時間）まで有効です。ボタンを押すと、メールアドレスの変更が中止され、すべての端末でログアウトされます。その後は、パスワードを再設定してからシステムをご利用ください。
email-change-requested-button = 自分の手続ではありません

## M10 e-mail change, to the old address: at the change

email-change-completed-title = メールアドレス変更手続のお知らせ（完了）
# $when (date and time)
email-change-completed-p1 = { $when }（日本時間）に、登録されているメールアドレスの変更が完了しました。今後、メールはこのアドレスにはお送りしません。
email-change-completed-p2 = ご自身による手続の場合は、何もしていただく必要はありません。
# $expires (date and time)
email-change-completed-p3 = お心当たりのない場合は、できるだけ早くボタンを押してください。ボタンは、{ $expires }（日本時間）まで有効です。ボタンを押すと、変更が取り消されてこのアドレスに戻り、すべての端末でログアウトされます。その後は、パスワードを再設定してからシステムをご利用ください。
email-change-completed-button = 自分の手続ではありません

## M11 other information changed

contact-changed-title = 利用者情報変更のお知らせ
# $when (date and time)
contact-changed-p1 = { $when }（日本時間）に、利用者情報が変更されました。変更後の内容は、ログインしてマイページの「利用者情報の確認」でご確認いただけます。
contact-changed-p2 = 変更にお心当たりのない場合は、すぐにパスワードを変更し、システムヘルプデスクにご連絡ください。
contact-changed-by-bureau = 変更の内容に誤りがある場合は、システムヘルプデスクにご連絡ください。
contact-changed-button = ログインする

## M12 certificate cancelled

certificate-cancelled-title = 在留資格認定証明書の取消しのお知らせ
# $number, $holder (strings)
certificate-cancelled-p1 = 電子メールでお送りした { $holder } 様の在留資格認定証明書（番号：{ $number }）は、地方出入国在留管理局により取り消されました。
certificate-cancelled-p2 = この証明書は、査証（ビザ）の申請や上陸の申請に使用できません。証明書のメールをほかの方に転送している場合は、その方にもお知らせください。
certificate-cancelled-p3 = 受領登録は必要ありません。詳しくは、申請をした地方出入国在留管理局にお問い合わせください。

## Account locked

account-locked-title = アカウントロックのお知らせ
# $until (date and time)
account-locked-p1 = パスワードが5回続けて誤って入力されたため、アカウントをロックしました。{ $until }（日本時間）までログインできません。
account-locked-p2 = その時刻を過ぎると、ロックは解除されます。パスワードを再設定すると、すぐに解除されます。
account-locked-p3 = ご自身で入力していない場合は、ほかの人がログインしようとしたおそれがあります。パスワードを再設定することをお勧めします。
account-locked-button = パスワードを再設定する

## Account locked, but not for the browsers and apps in which its owner has logged in before

account-locked-for-strangers-title = アカウントロックのお知らせ
# $until (date and time)
account-locked-for-strangers-p1 = パスワードが5回続けて誤って入力されたため、{ $until }（日本時間）まで、アカウントをロックしました。これまでにログインしたことのあるブラウザやアプリからは、引き続きログインできます。
account-locked-for-strangers-p2 = その他のブラウザやアプリからは、その時刻を過ぎるとログインできます。パスワードを再設定すると、ロックはすぐに解除されます。
account-locked-for-strangers-p3 = ご自身で入力していない場合は、ほかの人がログインしようとしたおそれがあります。パスワードを再設定することをお勧めします。

## One browser or app locked, and not the account

browser-locked-title = ブラウザまたはアプリのログインのロックのお知らせ
# $until (date and time)
browser-locked-p1 = これまでにログインしたことのあるブラウザまたはアプリで、パスワードが5回続けて誤って入力されました。そのブラウザまたはアプリからは、{ $until }（日本時間）までログインできません。その他のブラウザやアプリには、このロックは影響しません。
browser-locked-p2 = その時刻を過ぎると、ロックは解除されます。パスワードを再設定すると、すぐに解除されます。
browser-locked-p3 = ご自身で入力していない場合は、ほかの人が端末を使ったおそれがあります。パスワードを再設定することをお勧めします。

## M8 certificate

# $title (Japanese, a setting), $number, $system (strings). Every language keeps the Japanese title in front.
certificate-subject = 【{ $title }】{ $number } { $system }
# $title (Japanese, a setting)
certificate-title = 【{ $title }】
# $number, $holder (strings)
certificate-p1 = このメールは、{ $holder } 様の在留資格認定証明書（番号：{ $number }）です。このメール自体が証明書です。
# $register_by (date): the seventh day after the mail; $deadline (date): the last day of validity
certificate-summary = ボタンを押してログインし、{ $register_by }までに受領登録をしてください。証明書の有効期限は、{ $deadline }です。
certificate-p2 = このメールは大切に保管してください。転送や印刷もできます。査証（ビザ）の申請と上陸の申請の際は、このメールを画面で示すか、印刷して提出してください。
certificate-label-number = 在留資格認定証明書番号
certificate-label-holder-name = 氏名
certificate-label-nationality = 国籍・地域
certificate-label-sex = 性別
certificate-label-birth-date = 生年月日
certificate-label-status-of-residence = 在留資格
certificate-label-period-of-stay = 在留期間
certificate-label-issued-on = 交付年月日
certificate-label-valid-until = 有効期限
certificate-label-issuing-bureau = 交付した地方出入国在留管理局
certificate-label-application-number = 申請受付番号
sex-male = 男
sex-female = 女
certificate-notes-heading = 注意事項
certificate-note-1 = この証明書は、それ自体が上陸の許可となるものではありません。上陸の前に、海外にある日本の大使館または総領事館で査証（ビザ）を取得する必要があります。
certificate-note-2 = この証明書は、交付年月日から3か月以内に、査証（ビザ）を取得して上陸の申請をしないときは、効力を失います。
certificate-note-3 = この証明書は、上陸の許可を保証するものではありません。ほかの上陸の条件に適合しない場合や、事情に変更があった場合は、上陸が許可されないことがあります。
# The page and the code are beside it on the certificate.
certificate-check = この証明書が真正であり、取り消されていないことは、番号と確認コードを使って、記載のページでどなたでも確認できます。
certificate-label-check-page = 確認ページ
certificate-label-check-code = 確認コード
certificate-request-1 = このメールを受け取ったら、このメールの送信から7日以内に在留申請オンラインシステムにログインし、受領登録をしてください。受領登録は、利用者IDを持つ方が行います。転送を受けた方が行う必要はありません。
# $deadline (date): the last day of validity
certificate-request-2 = このメールの送信から7日以内に受領登録がない場合は、お知らせのメールをお送りします。その後も受領登録がない間は、交付年月日から3か月が経過するまで（{ $deadline }まで）、7日ごとにお送りします。
certificate-button = 受領登録する

## M9 follow-up

receipt-reminder-title = 受領登録のお願い
# $number (string), $requested (date and time)
receipt-reminder-p1 = { $requested }（日本時間）に電子メールでお送りした在留資格認定証明書（番号：{ $number }）の受領登録が、まだ済んでいません。
receipt-reminder-p2 = ボタンを押すか、記載のURLを開いてログインし、受領登録一覧でこの証明書の「受領登録する」を押してください。
# $deadline (date): the last day of validity
receipt-reminder-p3 = 受領登録が済むまで、このお知らせを7日ごとにお送りします（証明書の有効期限である{ $deadline }まで）。
receipt-reminder-p4 = 既に受領登録がお済みの場合は、このメールを破棄してください。
receipt-reminder-p5 = 証明書のメールが届いていない場合は、迷惑メールのフォルダーをご確認ください。見つからない場合は、システムヘルプデスクにお問い合わせください。
receipt-reminder-button = 受領登録へ進む

## User types, in the list of user IDs

user-type-foreign-national = 外国人本人
user-type-legal-representative = 法定代理人等
user-type-legal-specialist = 弁護士・行政書士
user-type-organization-staff = 所属機関等の職員
user-type-counter-applicant = （窓口申請）在留資格認定証明書電子交付希望者
