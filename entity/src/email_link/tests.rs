//! Tests of the states of a link.

use super::*;

#[test]
fn of_several_states_the_most_informative_wins() {
    let now = DateTime::from_timestamp(1_762_502_400, 0).expect("a valid timestamp");
    let check = |(used, replaced, revoked, is_over): (bool, bool, bool, bool), expected| {
        let link = Model {
            id: Uuid::nil(),
            purpose: Purpose::PasswordReset,
            email: String::new(),
            email_key: String::new(),
            account_id: None,
            language: Language::En,
            terms_version: None,
            terms_agreed_at: None,
            nonce: Vec::new(),
            key_id: None,
            digest: None,
            typed_user_id: None,
            lifetime_seconds: 0,
            created_at: now,
            sent_at: None,
            expires_at: if is_over { now } else { now + TimeDelta::hours(1) },
            consumed_at: used.then_some(now),
            replaced_at: replaced.then_some(now),
            revoked_at: revoked.then_some(now),
            known_device_id: None,
            requester: None,
        };
        assert_eq!(link.state(now), expected, "{used} {replaced} {revoked} {is_over}");
    };
    check((false, false, false, false), State::Open);
    check((false, false, false, true), State::Expired);
    check((false, true, false, true), State::Replaced);
    check((false, true, true, true), State::Revoked);
    check((true, true, true, true), State::Used);
}
