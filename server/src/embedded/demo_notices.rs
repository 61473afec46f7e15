//! Two demo notices: a current one in Japanese and English, and a past one in Japanese only, so that
//! front-end teams see what readers of other languages get: the original.

use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    audit::ActorKind,
    language::Language,
    notice::{self, Body, NoticeId, Period, Title, text},
};
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait, prelude::Uuid};

/// One text of a notice: language, title and body.
type Text = (Language, &'static str, &'static str);

/// For each notice: how long ago it began, how long ago it ended (`None`: it has not ended), and its texts.
const NOTICES: [(TimeDelta, Option<TimeDelta>, &[Text]); 2] = [
    (
        TimeDelta::days(2),
        None,
        &[
            (
                Language::Ja,
                "受領登録のお願い",
                "電子メールで在留資格認定証明書を受け取った方は、**7日以内**に受領登録をしてください。\n\n\
                 1. メールに記載のURLを開きます。\n2. ログインします。\n3. 「受領登録する」を押します。\n\n\
                 受領登録がない場合は、7日ごとにメールでお知らせします。",
            ),
            (
                Language::En,
                "Please register receipt",
                "If you have received a Certificate of Eligibility by email, please register its receipt **within \
                 seven days**.\n\n1. Open the URL in the email.\n2. Log in.\n3. Choose \"Register Receipt\".\n\n\
                 Until receipt is registered, we remind you by email every seven days.",
            ),
        ],
    ),
    (
        TimeDelta::days(40),
        Some(TimeDelta::days(30)),
        &[(
            Language::Ja,
            "システムメンテナンスのお知らせ",
            "システムメンテナンスのため、次の時間はご利用いただけません。\n\n- 日曜日　0:00から6:00まで\n\n\
             ご不便をおかけしますが、ご理解をお願いいたします。",
        )],
    ),
];

/// Inserts the notices, as if they had been published at `now`.
pub(super) async fn seed(tx: &DatabaseTransaction, now: DateTime<Utc>) -> Result<(), DbErr> {
    for (begun, over, texts) in NOTICES {
        let id = NoticeId(Uuid::now_v7());
        let period =
            Period::new(now - begun, over.map(|over| now - over)).expect("each notice ends after it begins");
        let row = notice::publish(id, period, (ActorKind::System, None), now);
        notice::Entity::insert(row).exec_without_returning(tx).await?;
        for (language, title, body) in texts {
            let title = Title::parse(title).expect("a valid title");
            let body = Body::parse(body).expect("a valid body");
            let row = text::row(id, 1, *language, &title, &body);
            text::Entity::insert(row).exec_without_returning(tx).await?;
        }
    }
    Ok(())
}
