//! Many people request the same thing at the same moment, and the database is asked once for several of them:
//! each gets an answer about themselves, and what is not permitted is done for nobody.

use std::collections::BTreeMap;

use entity::audit;
use entity::email_link;
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use crate::support::client::{codes, faults, sites};
use crate::support::{Applicant, TestApp, stories};

/// The size of a crowd: more than fit into one statement after the first.
const CROWD: usize = 24;

fn number(of: usize) -> String {
    format!("TEST25-{of:06}")
}

/// People who are logged in, each with a certificate.
async fn crowd(app: &TestApp) -> Vec<Applicant> {
    let mut crowd = Vec::new();
    for of in 0..CROWD {
        let applicant = app.applicant(&format!("a{of}@example.com")).await;
        app.issue(&applicant, &number(of)).await;
        applicant.log_in().await;
        crowd.push(applicant);
    }
    crowd
}

stories! {
    async fn each_reads_their_own_list(app: TestApp) {
        let crowd = crowd(&app).await;
        let query = "{viewer{userId email receipts{items{certificateNumber} pageInfo{totalItems}}}}";
        for _ in 0..4 {
            let read = join_all(crowd.iter().map(|applicant| applicant.browser.run(query, json!({})))).await;
            for (of, (applicant, read)) in crowd.iter().zip(read).enumerate() {
                let expected = json!({
                    "userId": applicant.user_id,
                    "email": applicant.email,
                    "receipts": {
                        "items": [{ "certificateNumber": number(of) }],
                        "pageInfo": { "totalItems": 1 },
                    },
                });
                assert_eq!(read["viewer"], expected);
            }
        }
    }

    async fn each_registers_their_own_receipt_and_nobody_elses(app: TestApp) {
        let crowd = crowd(&app).await;
        // Everybody also tries the next person's certificate, and their own twice.
        let tried = join_all(crowd.iter().enumerate().map(|(of, applicant)| async move {
            let (next, own) = (number((of + 1) % CROWD), number(of));
            tokio::join!(
                applicant.register_receipt(&next),
                applicant.register_receipt(&own),
                applicant.register_receipt(&own)
            )
        }));
        for (of, (next, own, again)) in tried.await.into_iter().enumerate() {
            assert_eq!(faults(&next), ["certificateNumber NOT_FOUND"], "{next}");
            assert_eq!(codes(&own), [""; 0], "{own}");
            assert_eq!(own["receipt"]["certificateNumber"], number(of));
            assert_eq!(own["receipt"]["status"], "REGISTERED");
            assert_eq!(own, again, "the first time is the answer to both");
        }
        let registered = audit::Column::Action.eq("RECEIPT_REGISTERED");
        let lines = audit::Entity::find().filter(registered).count(app.db()).await.expect("a count");
        assert_eq!(lines, CROWD as u64, "one event for each");
    }

    /// Each address is typed twice at once, from one network.
    async fn of_many_requests_for_one_address_one_link_stands(app: TestApp) {
        let people = (0..CROWD).map(|of| of / 2);
        let addresses: Vec<_> = people.clone().map(|of| format!("b{of}@example.com")).collect();
        let networks = people.map(|of| sites(u32::try_from(of).expect("a small crowd")).to_string());
        let started = join_all(addresses.iter().zip(networks).map(|(address, network)| {
            let visitor = app.visitor().at(&network);
            async move { visitor.start_registration(address).await }
        }));
        for payload in started.await {
            assert_eq!(codes(&payload), [""; 0], "{payload}");
        }
        app.settle().await; // the newest ends the older ones when its mail is sent
        let links = email_link::Entity::find().all(app.db()).await.expect("links");
        let mut of_each = BTreeMap::<_, (usize, usize)>::new();
        for link in &links {
            let (made, standing) = of_each.entry(link.email.as_str()).or_default();
            *made += 1;
            *standing += usize::from(link.replaced_at.is_none());
        }
        assert_eq!(of_each.len(), CROWD / 2);
        assert!(of_each.values().all(|counts| *counts == (2, 1)), "{of_each:?}");
    }
}
