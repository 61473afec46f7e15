# Uketori: texts of the portal, Japanese (the reference text).
# Keys and variables are the same in all eight languages. Only messages, variables and selectors: no terms, no attributes.
# Labels, hints and messages of the API are in api.ftl and are not repeated here.

## Times

# $time (string): HH:MM. $year, $day (strings). $month (number): 1 to 12
moment = { $year }年{ $month }月{ $day }日 { $time }
# $year, $day (strings). $month (number): 1 to 12
day = { $year }年{ $month }月{ $day }日

## Header, footer and menus

# The name of the system in the header and in the page's title
system-name = 在留申請オンラインシステム
site-title = 在留申請オンラインシステム及び電子届出システム
skip = 本文へ移動
menu = メニュー
home = ホーム
procedures-search = 手続き検索
application-situation = 申請状況確認
my-page = マイページ
login = ログイン
logout = ログアウト
last-login = 最終ログイン日時
inquiry = お問い合わせ
procedure-contact = 手続に関するお問い合わせは、最寄りの地方出入国在留管理局にお電話ください。
help-desk = システムヘルプデスク
help-desk-for = システムの操作に関するお問い合わせ
telephone = 電話番号
change-color-scheme = 配色の変更
scheme-standard = 標準
scheme-blue = 青
scheme-yellow = 黄
scheme-black = 黒
to-top = ページの先頭へ
terms = 利用規約
about = このポータルについて
breadcrumb = 現在の位置
# Above a notice about the account
account-notice = アカウントに関するお知らせ

## Words of many screens

ok = OK
cancel = キャンセル
close = 閉じる
back = 戻る
complete = 完了する
confirm = 確認する
change = 変更する
search = 検索
copy = コピーする
copied = コピーしました。
go-on = 続ける
important = 重要
reference = 参考
required = 必須
loading = 読み込んでいます…
checking = 確認しています…
# $seconds (number)
wait-seconds = { $seconds }秒お待ちください
# $minutes (number)
wait-minutes = { $minutes }分お待ちください
not-yet = 未登録
please-select = 選択してください
# $name (string): the name of the person
logged-in-as = { $name } としてログインしています。
# $domain (string), e.g. @portal.example.jp
allow-domain = メールはドメイン「{ $domain }」からお送りします。次へ進む前に、このドメインからのメールを受信できるように設定してください。
spam-advice = 数分たってもメールが届かない場合は、迷惑メールのフォルダをご確認ください。携帯電話会社のメールでは、URLを含むメールが受信できない設定になっていることがあります。設定を変更するか、別のメールアドレスをご利用ください。
email-on-its-way = メールを送信しました
# $moment (string)
link-works-until = URLの有効期限は、{ $moment }（日本時間）です。
personal-data-use = 登録された個人情報は、この電子申請に関する事務のためにのみ使用します。

## Names of items

user-id = 利用者ID
user-id-label = 利用者ID（旧：認証ID）
user-id-hint = 利用者IDは、登録後に届いたメールに記載されています。例：hdlpf38617
password = パスワード
password-confirmation = パスワード（確認用）
present-password = 現在のパスワード
name = 氏名（英字）
phone-number = 電話番号
email = メールアドレス
email-confirmation = メールアドレス（確認用）
user-type = 利用者区分
sex = 性別
male = 男
female = 女
date-of-birth = 生年月日
postal-code = 郵便番号
address = 日本の住所
address-municipality = 日本の住所（都道府県・市区町村）
address-street = 日本の住所（町名・番地等）
certificate-number = 在留資格認定証明書番号
holder-name = 証明書の氏名
email-as-registered = 登録したメールアドレスを入力してください。
name-as-registered = 登録した氏名を英字で入力してください。例：HOUMU TARO

## Forms

# The beginning of the page's title while a form has errors
title-error = エラー：
fault-mark = エラー
# Above the list of errors. $count (number): of fields
faults = { $count }件の項目をご確認ください
# $item (string): the name of the field. $message (string)
fault-line = { $item }：{ $message }
not-carried-out = 操作を完了できませんでした
steps = 手続の流れ
# $step, $count (numbers)
step-of = { $count }ステップ中{ $step }
show-password = パスワードを表示する
password-rules = パスワードの条件：
# $min, $max (numbers)
password-length = { $min }～{ $max }文字
password-uppercase = 半角英大文字（A～Z）を含む
password-lowercase = 半角英小文字（a～z）を含む
password-number = 半角数字（0～9）を含む
# $symbols (string): the symbols, separated by spaces
password-symbol = 次の記号のいずれかを含む：{ $symbols }
rule-met = 条件を満たしています
rule-not-met = まだ満たしていません
new-password-text = 新しいパスワードを入力してください。4種類の文字をすべて使用する必要があります。
set-password = パスワードを設定する
return-to-input = < 入力へ戻る
return-to-details = < 詳細へ戻る
return-to-list = < 一覧へ戻る
proceed = 確認へ進む
register = 登録する

## Lists

pages-above = ページの選択（一覧の上）
pages-below = ページの選択（一覧の下）
pager-first = 最初
pager-next = 次へ
pager-last = 最後
# $page (number)
pager-page = { $page }ページ

## When something is wrong

not-available = システムをご利用になれません
trouble-offline = システムに接続できません。
trouble-offline-text = 入力内容は残っています。インターネットの接続を確認して、もう一度お試しください。
trouble-offline-check = インターネットの接続を確認してください。接続に問題がない場合は、システムがメンテナンスのため停止している可能性があります。
trouble-broken = システムに問題が発生しました。
# $id (string): the number of the request
trouble-request = システムヘルプデスクにお問い合わせの際は、次の番号をお知らせください：{ $id }
unloaded-text = この画面を読み込めませんでした。インターネットの接続を確認して、ページを読み込み直してください。
trouble-stale = このページは更新されました。もう一度読み込んでください。
try-again = もう一度試す
load-again = 読み込み直す
stale-title = この操作は無効です
stale-text = この操作は既に完了しているか、ページが再読み込みされました。登録内容は変更されていません。前の画面に戻るときは、ブラウザーのボタンではなく、画面のボタンをご利用ください。
# $userId (string)
replaced-text = 別のウィンドウで { $userId } としてログインが行われました。ここでは何も変更されていません。ページを読み込み直してください。
start-again = 最初からやり直す
not-found-title = ページが見つかりません
not-found-text = アドレスをご確認ください。ブックマークできるのはトップページのみです。

## The top page

general-notices = お知らせ
list-of-notices = お知らせ一覧
no-notices = 現在、お知らせはありません。
search-title = 申請手続きを探す
search-text = キーワードやカテゴリーから申請手続きを検索できます。
search-words = キーワード
online-procedures = オンライン申請手続き
home-confirm = 申請手続きと申請状況をオンラインで確認する
home-status = 申請状況確認
home-status-text = 申請状況の確認や、過去の申請内容の閲覧ができます。
new-registration = 新規登録
home-registration-text = 登録すると、申請状況を確認でき、申請情報を再度入力する手間を省くことができます。
register-new = 新規利用者登録
register-new-text = 外国人本人、弁護士・行政書士、法定代理人等の方でオンライン申請を行う場合には、利用者登録が必要となります。
register-new-others = 外国人本人や法定代理人の方などが利用者登録をする場合は、「外国人本人・その他」のボタンを押下してください。
register-new-specialists = 弁護士・行政書士の方が利用者登録する場合は、「弁護士・行政書士」のボタンを押下してください。
register-new-counter = 窓口で在留資格認定証明書の交付を申請し、電子メールで受け取ることを希望する方は、3番目のボタンを押下してください。
register-foreign-national = 外国人本人・その他
register-specialist = 弁護士・行政書士
register-counter = （窓口申請）在留資格認定証明書電子交付希望者
logged-out = ログアウトしました。
account-closed = アカウントを廃止しました。

## Notices, procedures, terms

original-text = 原文（日本語）
current-notices = 現在のお知らせ
past-notices = 過去のお知らせ
no-past-notices = 過去のお知らせはありません。
# $count (number): of procedures. $words (string): what was searched for
search-count =
    { $count ->
        [0] 「{ $words }」に該当する手続きはありませんでした。
       *[other] 「{ $words }」に該当する手続きが{ $count }件見つかりました。
    }
all-procedures = すべての手続きを表示する
terms-language = 利用規約の言語
terms-original-prevails = これは翻訳です。日本語版と相違がある場合は、日本語版が優先されます。

## About this portal

about-browsers = ブラウザー
about-browsers-text = このポータルは、Windows、macOS、タブレット、スマートフォンでご利用になれます。Microsoft Edgeを推奨します。Google Chrome、Safari、Firefoxもご利用になれます。JavaScriptを有効にしてください。
about-accessibility = アクセシビリティ
about-accessibility-text = このポータルは、Web Content Accessibility Guidelines（WCAG）2.2のレベルAAに、したがってJIS X 8341-3:2016にも適合することを目標に作られています。キーボードだけでも、スクリーンリーダーでも操作できます。各ページの下部で、コントラストの高い配色を選択できます。
about-accessibility-email-twice = マニュアルの定めにより、メールアドレスは2回入力していただきます。2回目の欄には貼り付けることができます。
about-accessibility-contact = ご利用になれない部分がある場合は、システムヘルプデスクにお知らせください。電話番号とメールアドレスは各ページの下部に記載しています。
about-languages = 言語
about-languages-text = 日本語を正文とします。ポータルの翻訳は、マニュアルの用語集に基づいて作成したもので、母語話者による確認はまだ行われていません。利用規約は日本語と英語のみです。お知らせには日本語のみのものがあります。
about-storage = ブラウザーに保存されるもの
about-storage-text = お使いのブラウザーには、選択した言語と配色、ログインのためのCookieのみが保存されます。アクセス解析は行わず、ほかのサイトから何も読み込みません。
about-licences = ライセンス
about-licences-link = このポータルで使用しているソフトウェアのライセンス

## Login and logout

login-title = 利用者ログイン
# $name (string)
already-logged-in = 既に { $name } としてログインしています。
may-be-locked = アカウントがロックされている可能性があります。24時間お待ちいただくか、パスワードを再設定してください。再設定すると、ロックはすぐに解除されます。
reset-password = パスワードを再設定する
forgot-user-id = 利用者IDを忘れた場合はこちら
forgot-password = パスワードを忘れた場合はこちら
no-user-id = 利用者IDをお持ちでない方は、新規登録へ
login-before-2026 = 2025年12月31日以前に本システムで認証IDとパスワードを設定した方は、その認証IDとパスワードでログインできます。
login-not-ens = 電子届出システムの利用者IDとパスワードではログインできません。
login-lock = パスワードを5回続けて誤って入力すると、アカウントは24時間ロックされます。パスワードを再設定すると、ロックはすぐに解除されます。
logout-title = 利用者ログアウト確認
# $name (string)
logout-question = { $name } としてログインしています。ログアウトしますか。
logout-none = ログインしていません。
session-over = ログインの状態が終了しました。もう一度ログインしてください。
session-warning = まもなく自動的にログアウトします
# $time (string): HH:MM in Japan
session-warning-text = 操作がなかったため、{ $time }（日本時間）に自動的にログアウトします。「OK」を押すと、3時間延長します。「キャンセル」を押すと、表示の時刻にログアウトします。
# $minutes (number)
session-minutes = 残り{ $minutes }分
# $time (string): HH:MM in Japan
session-ends-at = { $time }（日本時間）に自動的にログアウトします。

## Forgotten user ID or password

forgot-user-id-title = メールアドレス入力（利用者ID通知）
forgot-user-id-text = 登録したメールアドレスと氏名を入力してください。そのメールアドレスに利用者IDをお送りします。
forgot-user-id-sent = 入力内容が正しければ、利用者IDを記載したメールが届きます。
forgot-password-title = 利用者ID入力（パスワード再設定）
forgot-password-text = 利用者IDと、登録したメールアドレスを入力してください。新しいパスワードを設定するためのURLをお送りします。アカウントのロックも解除できます。
forgot-password-sent = 入力内容が正しければ、新しいパスワードを設定するためのURLを記載したメールが届きます。URLは1時間有効です。
back-to-login = < ログインへ戻る
reset-title = パスワード再設定
reset-done = 新しいパスワードを設定しました
reset-done-text = すべての端末でログアウトしました。アカウントがロックされていた場合は、ロックを解除しました。次の利用者IDと新しいパスワードでログインしてください。

## Links in emails

link-title = リンクを使用できません
link-open-again = このページは、メールのリンクからのみ開くことができます。もう一度メールのリンクを開いてください。まだ使用していなければ、リンクは有効です。
link-expired = このリンクの有効期限が切れています。新しいメールを請求してください。
link-expired-help-desk = このリンクの有効期限が切れています。システムヘルプデスクにお問い合わせください。
link-new-email = 新しいメールを請求する
link-used = このリンクは既に使用されています。ご自身で使用した場合は、ログインできます。
link-replaced = このリンクは、新しいメールをお送りしたため無効になりました。最後に届いたメールのリンクを開いてください。
link-revoked = このリンクは、メールの送信後に利用者情報が変更されたため、無効になりました。新しいメールは送信していません。ログインしてください。パスワードをお忘れの場合は、ログイン画面から再設定してください。
link-unknown = このリンクは正しくありません。メールに記載されたURL全体を開いているかご確認ください。
change-email-title = メールアドレスの変更
change-email-text = ボタンを押すと変更が完了し、以後のメールは、このリンクを受け取ったメールアドレスにお送りします。
change-email-done = メールアドレスを変更しました
change-email-done-here = ほかのすべての端末でログアウトしました。
change-email-done-logged-out = すべての端末でログアウトしました。もう一度ログインしてください。
not-me-title = 変更に心当たりがない場合
not-me-text = ボタンを押すと、メールアドレスの変更を取り消します。すべての端末でログアウトし、パスワードを削除します。その後、新しいパスワードを設定してください。
not-me-button = 変更に心当たりがない
not-me-done = 変更を取り消しました
not-me-done-text = 以前のメールアドレスに戻しました。続けてパスワードを再設定してください。再設定するまで、だれもログインできません。

## Registration by email

step-explanation = 説明
step-address = メールアドレス
step-email = メール
step-details = 利用者情報
step-confirmation = 確認
step-completion = 完了
explanation-title = 利用者登録の説明
explanation-read = 必ず以下の内容をお読みください。
explanation-text = 利用者情報を登録すると、以後の手続では利用者としてログインできます。また、登録した情報を各手続で利用できるため、入力が簡単になります。繰り返しご利用になる場合は、利用者情報の登録をお勧めします。
explanation-needs = 必要なもの
explanation-needs-email = 現在メールを受信できるメールアドレス
explanation-needs-details = 英字の氏名と日本国内の電話番号
explanation-needs-time = 約5分の時間
explanation-order = 登録から受領までの流れ
order-user-id = ここで登録し、利用者IDを取得します。
order-application = 地方出入国在留管理局の窓口で申請し、利用者IDを記入して電子メールでの交付を希望します。
order-certificate = 審査が終わると、在留資格認定証明書を電子メールでお送りします。
order-receipt = ログインして、証明書の受領登録をします。登録がない場合は、7日ごとにメールでお知らせします。
# $type (string): the name of the user type
suggested-type = この後の「利用者登録」の画面では、利用者区分「{ $type }」を選択してください。
terms-of-service = ＜利用規約＞
terms-outdated = 利用規約が変更されました。新しい利用規約をお読みの上、もう一度同意してください。
agree-means = 「同意する」ボタンを押すと、この説明に同意したものとみなします。
agree-and-advance = 上記をご理解いただけましたら、同意して進んでください。
agree = 同意する
address-input-title = メールアドレス入力
enter-email = メールアドレスを入力してください。
enter-email-confirmation = メールアドレスを入力してください（確認用）。
back-to-explanation = < 説明へ戻る
email-sent-title = メール送信完了（利用者登録）
# $address (string)
email-sent-to = { $address } にメールを送信しました。メールに記載されたURLを開いて、登録を続けてください。
email-sent-works = URLは、メールの送信から24時間有効です。24時間を過ぎた場合は、メールアドレスの入力からやり直してください。
no-email-title = メールが届かない場合
send-again = もう一度送信する
sent-again = 受け付けました。最初のメールが送信中の場合は、2通目は送信されません。
another-address = 別のメールアドレスを入力する
user-registration-title = 利用者登録
choose-user-type = 利用者区分を選択してください
input-password = パスワードを入力してください
confirmation-title = 利用者登録確認
confirmation-question = 以下の内容で登録してよろしいですか。
user-section = 利用者区分
issued-on-completion = （登録完了時に発行します）
password-as-entered = ●●●●●●●（入力したとおり）
completion-title = 利用者登録完了
# $address (string)
completion-sent = 利用者IDを { $address } にもお送りします。
what-next = この後の流れ
no-online-application = この登録だけでは、オンラインで申請することはできません。

## Registration at a counter (the manual of 2023)

counter-title = 利用者情報登録
counter-step1 = 利用者情報の入力（STEP1）
counter-step2 = 利用者情報の確認（STEP2）
counter-step3 = 利用者情報登録の完了（STEP3）
user-name = 利用者氏名
date-example = 年、月、日の順に入力してください。例：2000 / 1 / 1
year = 年
month = 月
day-of-month = 日
address-hint = 「検索」から都道府県と市区町村を選択してください。
address-none = まだ選択されていません。
address-search = 住所の検索
search-conditions = 検索条件
search-results = 検索結果
prefecture = 都道府県
narrow-down = 一覧を絞り込む
# $count (number)
municipalities-found = { $count }件
contact-information = 利用者連絡先（電話番号）
read-terms = 利用規約をお読みの上、同意する場合は「利用規約に同意します。」にチェックしてください。
terms-are-here = 利用規約はこちら（新しいウィンドウで開きます）
i-agree = 利用規約に同意します。
counter-entered = 利用者情報の入力（STEP1）で入力した内容
# $time (string): HH:MM in Japan
step-until = この内容での登録は、{ $time }（日本時間）まで可能です。
registration = 登録
counter-completed = 利用者情報の登録が完了しました
# $address (string)
counter-notification = 利用者情報登録の完了通知を { $address } にお送りします。通知に記載されたURLから、パスワードを設定してください。
counter-close-window = メールのURLを開く前に、このウィンドウを閉じてください。パスワードの設定時にトップページまたはログイン画面が開いていると、エラーになります。
back-to-top = トップページへ戻る
first-password-title = パスワードの設定
first-password-done = パスワードを設定しました
open-elsewhere = トップページまたはログイン画面が開いている間は、パスワードを設定できません。
open-elsewhere-text = 本システムのほかのウィンドウを閉じてから、もう一度ボタンを押してください。リンクは引き続き使用できます。
log-out-first = パスワードを設定する前に、ログアウトしてください。リンクは引き続き使用できます。

## Receipt registrationList

receipts-title = 受領登録一覧
# $moment (string)
current-as-of = { $moment } 現在
change-display-count = 表示件数変更
# $count (number)
show-items = { $count }件ずつ表示
receipts-all = すべて
# $count (number)
receipts-waiting = 受領未登録（{ $count }件）
receipts-none = お送りした証明書はまだありません。
receipts-none-text = 地方出入国在留管理局での審査が終わると、在留資格認定証明書を電子メールでお送りします。送信後、この一覧に表示されます。
receipts-none-waiting = 受領登録が必要な証明書はありません。
requested-at = 依頼日時
registered-at = 登録日時
registration-status = 登録状況
register-receipt = 受領登録する
past-validity = 3か月の有効期間を過ぎています。
receipt-confirmation-title = 受領登録確認
receipt-question = 次の在留資格認定証明書の受領を登録してよろしいですか。
receipt-final = 受領登録は取り消すことができません。この証明書に関するお知らせのメールは、以後送信されません。
# $number (string): of the certificate
receipt-registered = { $number } の受領を登録しました。

## My page

check-user-information = 利用者情報の確認
check-user-information-text = 利用者情報を確認し、メールアドレス、パスワード、電話番号などを変更できます。
receipts-card-text = お送りした証明書を確認し、受領登録ができます。
security-title = ログインの状況
security-card-text = ログイン中の端末と、アカウントに対する操作の履歴を確認できます。
data-title = 登録データ
data-card-text = 登録されているデータをファイルに保存したり、アカウントを廃止したりできます。
# $count (number)
failed-logins = 前回のログイン以降、誤ったパスワードによるログインが{ $count }回拒否されました。
failed-logins-text = お心当たりのない場合は、ログインの状況を確認し、パスワードを変更してください。
details-title = 利用者詳細
details-not-online = 氏名、利用者区分、性別、生年月日はオンラインでは変更できません。地方出入国在留管理局にお問い合わせください。
change-email = メールアドレスの変更
change-password = パスワードの変更
change-other = その他の情報の変更
# $email (string): the new address
pending-email = { $email } への変更の手続中です。
pending-email-text = 新しいメールアドレスに届いたメールのリンクを開くと、変更が完了します。それまでは、現在のメールアドレスが使用されます。
withdraw-change = 変更を取りやめる
enter-present-password = 現在のパスワードを入力してください
enter-present-password-text = ログインから時間が経過しているため、安全のため、現在のパスワードを確認します。
email-change-title = メールアドレス入力（メールアドレスの変更）
email-change-new = 新しいメールアドレスを入力してください。
email-change-sent = 入力が完了すると、入力したメールアドレスに、手続画面のURLを記載したメールをお送りします。
email-change-access = URLを開いて、登録を完了してください。
# $domain (string), e.g. @portal.example.jp
email-change-spam = 迷惑メール対策を行っている場合は、「{ $domain }」からのメールを受信できるように設定を変更してください。
email-change-other = 設定を変更しても手続画面のURLを記載したメールが届かない場合は、別のメールアドレスをご利用ください。
email-change-no-reply = 送信元のメールアドレスにお問い合わせをいただいても、お答えできません。
email-change-mobile = 携帯電話のメールをご利用の場合は、初期設定でURLを含むメールの受信が拒否されていることがあります。その場合は、受信できるように設定を変更してください。
# $address (string): the new address
email-change-sent-to = { $address } にメールを送信しました。メールに記載されたURLを開いて、変更を完了してください。URLは24時間有効です。
# $address (string): the present address
email-change-old-stays = URLを使用するまでは、{ $address } が登録メールアドレスのままです。
change-completed-title = 利用者変更完了
change-completed-email = 変更を確認するメールをお送りします。
password-changed-text = パスワードを変更しました。ほかのすべての端末でログアウトしました。
other-change-title = 利用者変更
other-confirmation-title = 利用者変更確認
other-question = 次の内容に変更してよろしいですか。
other-changed-text = 利用者情報を変更しました。
postal-code-hint = 半角数字7桁。例：100-0001。空欄でもかまいません。
sessions-title = ログイン中の端末
this-session = この端末
# $moment (string)
last-seen = 最終操作：{ $moment }
end-session = この端末をログアウトする
end-other-sessions = ほかのすべての端末でログアウトする
session-ended = ほかの端末のログインを終了しました。
sessions-text = 心当たりのない端末がある場合は、その端末をログアウトし、パスワードを変更してください。
activity-title = アカウントに対する操作の履歴
export-title = 登録データのファイル
export-text = アカウントについて登録されているすべてのデータを、ファイル（JSON）として保存できます。確認のため、パスワードを入力してください。
export-button = ファイルに保存する
export-saved = ファイルを作成しました。ブラウザーが保存します。
close-title = アカウントの廃止
close-text = 廃止したアカウントは元に戻せません。後で利用者IDが必要になった場合は、改めて登録が必要です。
close-account = アカウントを廃止する
close-warning = アカウントを廃止しようとしています。
close-warning-text = すべての端末でログアウトし、以後メールは送信されません。地方出入国在留管理局が証明書について保存しなければならないものを除き、データは消去されます。お送り済みの証明書は引き続き有効です。
close-sure = アカウントの廃止を希望します。
close-tick = アカウントを廃止する場合は、チェックしてください。

## The check of a certificate

check-title = 在留資格認定証明書の確認
check-text = 大使館、航空会社など、在留資格認定証明書をお手元にお持ちの方へ：記載されている番号とコードを入力してください。確認が行われたことは、証明書の受取人に表示されます。
check-number-hint = 例：TEST25-0001
check-code = コード
check-code-hint = コードは番号の横に記載されています。例：7K3M-9QXA-02VD
check = 確認する
check-result = 確認結果
issued-on = 交付年月日
holder-initials = 名義人のイニシャル
compare-with-passport = 日付とイニシャルを、証明書および旅券と照合してください。
