# Uketori: words of the officers' API, Japanese (the reference text). Officers who read another language get the English ones.
# Keys and variables are the same in both languages.

## Actions in the audit log (AuditAction)

audit-action-registration-started = 利用者登録の申込み
audit-action-account-registered = アカウントの登録
audit-action-account-imported = アカウントの移行
audit-action-first-password-set = 初回パスワードの設定
audit-action-logged-in = ログイン
audit-action-login-refused = ログインの失敗
audit-action-account-locked = アカウントのロック
audit-action-device-locked = 1つのブラウザまたはアプリのログインのロック
audit-action-logged-out = ログアウト
audit-action-session-ended = ログイン状態の終了
audit-action-other-sessions-ended = ほかのすべてのログイン状態の終了
audit-action-reauthenticated = パスワードの再確認
audit-action-reauthentication-refused = パスワードの再確認の失敗
audit-action-user-id-requested = 利用者IDの問合せ
audit-action-password-reset-requested = パスワード再設定の申込み
audit-action-password-reset = パスワードの再設定
audit-action-password-changed = パスワードの変更
audit-action-email-change-started = メールアドレス変更の申込み
audit-action-email-change-withdrawn = メールアドレス変更の取りやめ
audit-action-email-changed = メールアドレスの変更
audit-action-change-disavowed = 変更の取消し（「自分の手続ではありません」のリンクから）
audit-action-contact-details-changed = 連絡先の変更
audit-action-preferences-changed = 言語または配色の変更
audit-action-data-exported = アカウントのデータの書き出し
audit-action-account-closed = アカウントの閉鎖
audit-action-certificate-issued = 証明書の交付
audit-action-certificate-resent = 証明書の再送
audit-action-certificate-cancelled = 証明書の取消し
audit-action-receipt-registered = 受領登録
audit-action-certificate-checked = 印刷された証明書の照会
audit-action-notice-published = お知らせの掲載
audit-action-mail-kind-paused = メールの種類の一時停止
audit-action-mail-kind-resumed = メールの種類の再開
audit-action-mails-held = 復元後のメールの保留
audit-action-mails-released = 保留中のメールの送信再開
audit-action-mails-dropped = 保留中のメールの取りやめ
audit-action-notice-changed = お知らせの変更
audit-action-notice-withdrawn = お知らせの取下げ
audit-action-officer-created = 職員の登録
audit-action-officer-invited = 職員の招待
audit-action-officer-enrolled = 職員の利用開始
audit-action-officer-enrolment-refused = 職員の利用開始の失敗
audit-action-officer-logged-in = 職員のログイン
audit-action-officer-login-refused = 職員のログインの失敗
audit-action-officer-locked = 職員のロック
audit-action-officer-device-locked = 職員の1つのブラウザのログインのロック
audit-action-officer-unlocked = 職員のロックの解除
audit-action-officer-logged-out = 職員のログアウト
audit-action-officer-proof-refused = 職員のパスワードと確認コードの再確認の失敗
audit-action-officer-password-changed = 職員のパスワードの変更
audit-action-officer-recovery-codes-renewed = 職員の回復コードの更新
audit-action-officer-sessions-ended = 職員のログイン状態の終了
audit-action-officer-reset = 職員の再登録の要求
audit-action-officer-closed = 職員の閉鎖
audit-action-role-proposed = 権限付与の提案
audit-action-role-granted = 権限の付与
audit-action-role-grant-refused = 権限の付与の拒否
audit-action-role-revoked = 権限の取消し
audit-action-removal-proposed = 職員の閉鎖または権限の取消しの提案
audit-action-removal-refused = 職員の閉鎖または権限の取消しの拒否
audit-action-removal-withdrawn = 職員の閉鎖または権限の取消しの提案の取下げ
audit-action-permission-refused = 権限のない操作の拒否
audit-action-wrong-audience = 利用者用と職員用を取り違えたトークン
audit-action-accounts-searched = アカウントの検索
audit-action-account-read = アカウントの閲覧
audit-action-account-unlocked = アカウントのロックの解除
audit-action-account-sessions-ended = アカウントのログイン状態の終了
audit-action-account-corrected = アカウントの訂正
audit-action-mails-read = メールの閲覧
audit-action-mail-resent = メールの再送
audit-action-mail-dropped = メールの取りやめ
audit-action-suppression-lifted = メール送信の停止の解除
audit-action-audit-read = 監査記録の閲覧
audit-action-certificates-viewed = 証明書の閲覧
audit-action-restore-begun = バックアップからの復元の開始
audit-action-restore-cleared = 復元時の無効化
audit-action-restore-finished = バックアップからの復元の完了
audit-action-password-withdrawn = パスワードの削除（復元による）
audit-action-other = その他の操作
# An action that was refused. $label (string): the action, one of the texts above
audit-action-refused = { $label }（拒否）

## Kinds of email (MailKind)

mail-kind-registration-link = 利用者登録のリンク
mail-kind-user-id-issued = 利用者IDのお知らせ
mail-kind-first-password-link = 初回パスワード設定のリンク
mail-kind-user-id-reminder = お問合せの利用者IDのお知らせ
mail-kind-password-reset-link = パスワード再設定のリンク
mail-kind-email-change-link = メールアドレス変更のリンク
mail-kind-email-change-notice = メールアドレス変更手続のお知らせ
mail-kind-contact-changed = 利用者情報変更のお知らせ
mail-kind-password-changed = パスワード変更のお知らせ
mail-kind-account-locked = アカウントロックのお知らせ
mail-kind-certificate = 在留資格認定証明書
mail-kind-certificate-cancelled = 証明書の取消しのお知らせ
mail-kind-receipt-reminder = 受領登録のお願い
mail-kind-other = その他のメール

## Alerts (StaffAlertName)

staff-alert-certificates-late = 証明書のメールの遅延
staff-alert-certificates-undelivered = 証明書のメールの不達
staff-alert-certificates-bounced = 証明書のメールの返送
staff-alert-mails-dead = 送信を断念したメールの増加
staff-alert-mails-unknown = 送信されたか不明なメール
staff-alert-account-mail-late = 利用者が待っているメールの遅延
staff-alert-kind-paused = メールの種類の一時停止中
staff-alert-mails-held = 保留中のメール
staff-alert-clock-skew = サーバーの時計のずれ
staff-alert-key-missing = 鍵の不足
staff-alert-keys-differ = 使用中の鍵の不一致
staff-alert-relay-misconfigured = メール中継サーバーの設定の誤り
staff-alert-officers-locked = 職員のロック
staff-alert-other = その他の警告
