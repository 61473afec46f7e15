//! The intake of certificates (I1-I5): checked line by line, each with its mail.

use entity::{certificate, outbox};
use sea_orm::{EntityTrait, PaginatorTrait};
use server::certificate::issue::Line;

use crate::support::client::newest;
use crate::support::fixtures::line;
use crate::support::stories;

stories! {
    /// I5, M8, P7: the mail is the certificate (R71): Japanese with English, all fields, the check, the three
    /// notes.
    async fn the_mail_is_the_certificate(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let line = Line {
            application_number: Some("APP-7".to_owned()),
            ..line(&applicant.user_id, "TEST25-000123", "2025-11-07")
        };
        app.take_in(&line).await.expect("a good line");
        let mail = newest(app.mails_to(&applicant.email).await);
        assert!(mail.subject.contains("TEST25-000123"));
        assert!(mail.text.contains("\r\n性別 / Sex:\r\n  女 / Female\r\n"), "a label in both, and the value once");
        let code = certificate::check_code::of(app.context.mailer.link_keys().ring(), "TEST25-000123");
        for part in [&mail.text, &mail.html] {
            for field in [
                "TEST25-000123", "HOUMU HANAKO", "Utopia", "2000年1月1日", "January 1, 2000", "Student",
                "1 year 3 months", "2025年11月7日", "November 7, 2025", "February 7, 2026",
                "Tokyo Regional Immigration Services Bureau", "APP-7", &code, "/check#number=TEST25-000123&",
            ] {
                assert!(part.contains(field), "{field} is not in the mail");
            }
            assert!(part.contains("/receipts"), "the constant address (I6)");
            assert!(!part.contains(&applicant.user_id) && !part.contains("#t="), "no secret (I6)");
        }
        assert!(mail.text.contains("1. ") && mail.text.contains("3. "), "the three notes (P10)");
        assert_eq!(mail.header("Content-Language"), Some("en, ja"));
        assert_eq!(mail.header("Auto-Submitted"), Some("auto-generated"));
        assert_eq!(mail.from, "no-reply@uketori.example");
    }

    /// I2, I4: every column has its format; a number belongs to one certificate.
    async fn a_bad_line_is_refused_with_all_its_reasons_and_changes_nothing(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let before = outbox::Entity::find().count(app.db()).await.expect("a count");
        let certificates = certificate::Entity::find().count(app.db()).await.expect("a count");
        let refused = async |line: Line| {
            app.take_in(&line).await.expect_err("a bad line").to_string()
        };
        let good = line(&applicant.user_id, "TEST25-000001", "2025-11-07");
        let wrong = Line {
            certificate_number: "test 1".to_owned(),
            sex: "male".to_owned(),
            birth_date: "1.1.2000".to_owned(),
            issued_on: "2025-11-08".to_owned(), // tomorrow
            holder_name: "A\nBcc: x@example.com".to_owned(),
            nationality: " ".to_owned(),
            ..good.clone()
        };
        let reasons = refused(wrong).await;
        for column in ["certificate_number:", "sex:", "birth_date:", "issued_on:", "holder_name:", "nationality:"] {
            assert!(reasons.contains(column), "{column} is not in {reasons}");
        }
        for right in ["sex: not one of the allowed values, expected MALE or FEMALE", "issued_on: the date is in the future"] {
            assert!(reasons.contains(right), "{right} is not in {reasons}");
        }
        let unknown = refused(Line { user_id: "abcde99999".to_owned(), ..good.clone() }).await;
        assert!(unknown.starts_with("user_id:"), "{unknown}");
        assert_eq!(outbox::Entity::find().count(app.db()).await.expect("a count"), before);
        app.take_in(&good).await.expect("a good line");
        assert!(!app.take_in(&good).await.expect("issued before").is_new, "the very same again");
        let again = refused(Line { period_of_stay: "3 years".to_owned(), ..good }).await;
        assert!(again.starts_with("certificate_number:"), "{again}");
        assert_eq!(certificate::Entity::find().count(app.db()).await.expect("a count"), certificates + 1);
    }
}
