//! Names are found in the same way on PostgreSQL and SQLite, whatever the language of the database.

use entity::account;
use entity::officer::Role;
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, Database};
use serde_json::json;

use crate::bureau_day::{entry, issue, outcomes, total};
use crate::support::client::{codes, merged};
use crate::support::fixtures::start_of_stories;
use crate::support::postgres::Postgres;
use crate::support::{Officer, TestApp, stories};

/// The user IDs of the accounts whose names begin so.
async fn accounts(by: &Officer, name: &str) -> Vec<String> {
    let query = "query($name:String!){viewer{accounts(search:$name){searchedBy items{userId}}}}";
    let found = by.browser.run(query, json!({ "name": name })).await["viewer"]["accounts"].clone();
    assert_eq!(found["searchedBy"], "NAME");
    let ids = found["items"].as_array().expect("rows").iter();
    ids.map(|row| row["userId"].as_str().expect("text").to_owned()).collect()
}

/// A database in Turkish, in which the capital letter of `i` is `İ`.
async fn turkish_database() -> String {
    let url = Postgres::shared().database().await;
    let (start, name) = url.rsplit_once('/').expect("a URL with a name");
    let name = format!("{name}_turkish");
    let db = Database::connect(&url).await.expect("a connection");
    let create = format!("CREATE DATABASE {name} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'tr-TR'");
    db.execute_unprepared(&create).await.expect("a database");
    format!("{start}/{name}")
}

stories! {
    /// Only A-Z and a-z are the same letter. Every other one is found as it is written, and by nothing else.
    async fn a_letter_beyond_a_to_z_is_found_as_it_is_written(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let hanako = app.officer("hanako", &[Role::Issuer]).await;
        let names = ["Núñez Ana", "STRAßER EVA", "STRASSER EVA", "ＹＡＭＡＤＡ ＴＡＲＯ", "山田 太郎"];
        let lines: Vec<_> = (1..).zip(names).map(|(number, name)| {
            let entry = entry(&applicant.user_id, &format!("TEST25-{number:06}"));
            merged(entry, json!({ "holderName": name }))
        }).collect();
        assert_eq!(outcomes(&issue(&hanako, &lines).await), ["NEW"; 5]);
        let cases = [
            ("núñEZ", 1), ("NÚÑEZ", 0), ("nunez", 0), ("straßer", 1), ("strasser e", 1), ("stra", 2), ("ＹＡ", 1),
            ("ｙａ", 0), ("ya", 0), ("山田", 1), ("山田 太", 1), ("太郎", 0),
        ];
        for (typed, count) in cases {
            assert_eq!(total(&hanako, json!({ "holderName": typed })).await, count, "{typed}");
        }
    }
}

/// Officers find accounts and certificates, and owners get their forgotten user IDs.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_with_an_i_is_found_in_a_database_in_turkish() {
    let app = TestApp::production_on(&turkish_database().await, start_of_stories()).await;
    let applicant = app.applicant("a@example.com").await;
    let rename = account::Entity::update_many()
        .col_expr(account::Column::Name, Expr::value("Ichiro Kimi"))
        .filter(account::Column::UserId.eq(&applicant.user_id));
    rename.exec(app.db()).await.expect("a name from before");

    let hanako = app.officer("hanako", &[Role::Viewer, Role::Issuer]).await;
    for typed in ["ichiro ki", "ICHIRO KIMI"] {
        assert_eq!(accounts(&hanako, typed).await, [applicant.user_id.as_str()], "{typed}");
    }
    let line = merged(entry(&applicant.user_id, "TEST25-000001"), json!({ "holderName": "Ichiro Kimi" }));
    assert_eq!(outcomes(&issue(&hanako, &[line]).await), ["NEW"]);
    assert_eq!(total(&hanako, json!({ "holderName": "ichiro ki" })).await, 1);

    let before = app.mails_to("a@example.com").await.len();
    let asked = json!({ "email": "a@example.com", "name": "ichiro kimi" });
    assert_eq!(codes(&app.visitor().mutate("requestUserId", "", asked).await), [""; 0]);
    let mails = app.mails_to("a@example.com").await;
    let found = mails[before..].iter().any(|mail| mail.text.contains(&applicant.user_id));
    assert!(found, "the user ID arrives");
}
