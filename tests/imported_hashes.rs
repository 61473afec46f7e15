//! Password hashes of another system that cost more than ours: which are imported, how people with them log
//! in, and that everyone else neither waits for them nor learns who has one. The times themselves are
//! measured by `cargo bench --bench load -- timing`.

use entity::account;
use passwords::foreign_hash::{ForeignHash, Refusal};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use server::account::import::{Import, Mode};
use server::account::imported_hashes::survey;

use crate::support::client::codes;
use crate::support::{PASSWORD, TestApp, stories};

/// A hash of [`PASSWORD`] that costs more than ours. Made by libxcrypt.
const SLOW: &str = "$2b$11$abcdefghijklmnopqrstuu6.WnsePPQ/zdLOzKc..vCIgGJenb1PS";
/// One that costs less.
const CHEAP: &str = "$2b$04$abcdefghijklmnopqrstuu1DYyxwszY2r2fET8Otd/9p2FlO3pkQq";
const WRONG: &str = "Wrong-2025=hana";

/// Imports accounts with these user IDs and hashes. Returns what was refused.
async fn import(app: &TestApp, accounts: &[(&str, &str)]) -> Vec<String> {
    let line = |(user_id, hash): &(&str, &str)| {
        let line = json!({
            "userId": user_id,
            "name": "JOHN DOE",
            "email": format!("{user_id}@example.com"),
            "phoneNumber": "03-1234-5678",
            "type": "FOREIGN_NATIONAL",
            "passwordHash": hash,
        });
        format!("{line}\n")
    };
    let file: String = accounts.iter().map(line).collect();
    let mut import = Import::of(app.db(), file.as_bytes(), Mode::Write, app.now());
    let mut refused = Vec::new();
    while let Some(batch) = import.next_batch().await.expect("the database answers") {
        refused.extend(batch.refused.iter().map(|(number, refused)| format!("{number} {refused}")));
    }
    refused
}

async fn hash(app: &TestApp, user_id: &str) -> String {
    let found = account::Entity::find().filter(account::Column::UserId.eq(user_id)).one(app.db());
    found.await.expect("an answer").expect("the account").password_hash.expect("a password")
}

stories! {
    /// Each within the limits of its kind, and both too slow: the reason names kind, costs and time.
    async fn a_hash_that_takes_longer_than_a_second_is_refused(app: TestApp) {
        let (salt, sum) = ("A".repeat(22), "A".repeat(43));
        let pbkdf2 = format!("$pbkdf2-sha512$i=10000000${salt}${sum}");
        let scrypt = format!("$scrypt$ln=17,r=8,p=10${salt}${sum}");
        let refused = import(&app, &[("before1", &pbkdf2), ("before2", &scrypt), ("before3", SLOW)]).await;
        assert_eq!(refused.len(), 2, "{refused:?}");
        for (said, begins) in refused.iter().zip([
            "1 passwordHash: too expensive to verify at a login: pbkdf2-sha512 with 10000000 iterations takes ",
            "2 passwordHash: too expensive to verify at a login: scrypt with ln=17, r=8 and p=10 takes ",
        ]) {
            assert!(said.starts_with(begins) && said.ends_with(" on this machine; the maximum is 1s"), "{said}");
        }
    }

    /// Nobody's login fails or is delayed by them: an ordinary one and expensive ones at the same time.
    async fn people_with_expensive_hashes_log_in_beside_everyone_else(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        assert_eq!(import(&app, &[("before1", SLOW), ("before2", SLOW)]).await, [""; 0]);
        let log_in = async |user_id: &str, password: &str| codes(&app.visitor().log_in(user_id, password).await);
        let done = tokio::join!(
            log_in("before1", PASSWORD),
            log_in("before2", WRONG),
            log_in("before9", WRONG),
            log_in(&applicant.user_id, PASSWORD),
        );
        let wrong = || vec!["INVALID_CREDENTIALS".to_owned()];
        assert_eq!(done, (vec![], wrong(), wrong(), vec![]));
        assert!(hash(&app, "before1").await.starts_with("$argon2id$"), "renewed");
        assert_eq!(hash(&app, "before2").await, SLOW);
        assert_eq!(log_in("before2", PASSWORD).await, [""; 0]);
    }

    /// While such a hash is left, no refusal is answered before its verification could have ended. When the
    /// last owner has logged in, none is left.
    async fn every_refusal_takes_as_long_as_that_of_the_most_expensive_hash(app: TestApp) {
        import(&app, &[("before1", SLOW), ("before2", CHEAP)]).await;
        assert_eq!(survey(&app.app).await, Ok(Vec::new()));
        let before = app.app.hasher.done();
        assert_eq!(codes(&app.visitor().log_in("before1", WRONG).await), ["INVALID_CREDENTIALS"]);
        assert_eq!(codes(&app.visitor().log_in("before9", WRONG).await), ["INVALID_CREDENTIALS"]);
        assert_eq!(app.app.hasher.done() - before, 2, "one hash in the common queue for each");
        assert_eq!(codes(&app.visitor().log_in("before1", PASSWORD).await), [""; 0]);
        assert_eq!(codes(&app.visitor().log_in("before2", PASSWORD).await), [""; 0]);
        assert_eq!(survey(&app.app).await, Ok(Vec::new()));
    }

    /// While nobody knows which hashes are left, a refusal takes as long as any hash may, so that three at the
    /// same moment are too many, for any user ID. Right passwords get in meanwhile.
    async fn too_many_refusals_at_once_are_overloaded_and_right_passwords_are_not(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        assert_eq!(import(&app, &[("before1", SLOW), ("before2", SLOW)]).await, [""; 0]);
        let log_in = async |user_id: &str, password: &str| codes(&app.visitor().log_in(user_id, password).await);
        app.app.hasher.assume_dearest();
        let (one, two, three, expensive, ordinary) = tokio::join!(
            log_in("before2", WRONG),
            log_in("before8", WRONG),
            log_in("before9", WRONG),
            log_in("before1", PASSWORD),
            log_in(&applicant.user_id, PASSWORD),
        );
        assert_eq!((expensive, ordinary), (vec![], vec![]));
        let refused = [one, two, three].concat();
        assert_eq!(refused.len(), 3, "{refused:?}");
        assert!(refused.iter().all(|code| code == "INVALID_CREDENTIALS" || code == "OVERLOADED"), "{refused:?}");
        assert!(refused.iter().any(|code| code == "OVERLOADED"), "{refused:?}");
        assert_eq!(log_in("before2", PASSWORD).await, [""; 0]);
    }

    /// Imported by an earlier version, or on a much faster machine: it cannot be verified here, and is
    /// refused like a wrong password in the time that others take.
    async fn a_hash_that_takes_too_long_here_is_never_verified(app: TestApp) {
        import(&app, &[("before1", SLOW)]).await;
        let endless = format!("$scrypt$ln=17,r=8,p=10${}${}", "A".repeat(22), "A".repeat(43));
        account::Entity::update_many()
            .col_expr(account::Column::PasswordHash, sea_orm::sea_query::Expr::value(endless.as_str()))
            .filter(account::Column::UserId.eq("before1"))
            .exec(app.db())
            .await
            .expect("written");
        let found = survey(&app.app).await.expect("an answer");
        assert!(matches!(found[..], [Refusal::TooSlow { .. }]), "{found:?}");
        assert!(ForeignHash::parse(&endless).is_ok(), "within the limits of its kind");
        let before = app.app.hasher.done();
        assert_eq!(codes(&app.visitor().log_in("before1", PASSWORD).await), ["INVALID_CREDENTIALS"]);
        assert_eq!(app.app.hasher.done() - before, 1, "the work of one of our own hashes");
    }
}
