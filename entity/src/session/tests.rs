//! Tests of the deadlines of a session, and of why one has ended.

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

#[test]
fn a_session_warns_ten_minutes_before_three_hours() {
    let found = deadlines(at("2026-02-01T00:00:00Z"), None);
    assert_eq!(found.warn_at, at("2026-02-01T02:50:00Z"));
    assert_eq!(found.expires_at, at("2026-02-01T03:00:00Z"));
}

#[test]
fn the_absolute_end_comes_first_when_it_is_nearer() {
    let cap = at("2026-02-01T01:00:00Z");
    let found = deadlines(at("2026-02-01T00:00:00Z"), Some(cap));
    assert_eq!((found.warn_at, found.expires_at), (at("2026-02-01T00:50:00Z"), cap));
}

#[test]
fn the_token_of_before_works_for_ten_seconds() {
    let rotated = at("2026-02-01T00:00:00Z");
    let mut session = Model {
        id: Uuid::nil(),
        token_digest: vec![1],
        account_id: AccountId(Uuid::nil()),
        password_version: 1,
        created_at: rotated,
        authenticated_at: rotated,
        last_seen_at: rotated,
        idle_expires_at: idle_end(rotated),
        absolute_expires_at: None,
        device: String::new(),
        ended_at: None,
        previous_digest: Some(vec![0]),
        rotated_at: Some(rotated),
        end_reason: None,
    };
    assert!(session.accepts_previous(rotated + TimeDelta::milliseconds(9_999)));
    assert!(!session.accepts_previous(rotated + GRACE));
    session.rotated_at = None;
    assert!(!session.accepts_previous(rotated));
}

#[test]
fn what_came_first_is_why_a_session_has_ended() {
    use EndReason::{AbsoluteLimit, EndedElsewhere, Idle, PasswordChanged};
    let (idle_end, cap) = (at("2026-02-01T03:01:00Z"), at("2026-02-01T02:00:00Z"));
    let now = at("2026-02-01T09:00:00Z");
    let check = |absolute_expires_at, ended: Option<(&str, &str)>, version, expected, when: &str| {
        let session = Model {
            id: Uuid::nil(),
            token_digest: Vec::new(),
            account_id: AccountId(Uuid::nil()),
            password_version: 1,
            created_at: at("2026-02-01T00:00:00Z"),
            authenticated_at: at("2026-02-01T00:00:00Z"),
            last_seen_at: at("2026-02-01T00:00:00Z"),
            idle_expires_at: idle_end,
            absolute_expires_at,
            device: String::new(),
            ended_at: ended.map(|(when, _)| at(when)),
            previous_digest: None,
            rotated_at: None,
            end_reason: ended.map(|(_, why)| why.to_owned()),
        };
        let end = session.end(version, now);
        assert_eq!((end.why, end.at), (expected, at(when)), "{absolute_expires_at:?} {ended:?} {version}");
        assert!(end.deadlines().warn_at < end.at && end.deadlines().expires_at == end.at);
    };
    check(None, None, 1, Some(Idle), "2026-02-01T03:01:00Z");
    check(None, None, 2, Some(Idle), "2026-02-01T03:01:00Z");
    check(Some(cap), None, 1, Some(AbsoluteLimit), "2026-02-01T02:00:00Z");
    check(Some(now), None, 1, Some(Idle), "2026-02-01T03:01:00Z");
    check(
        None,
        Some(("2026-02-01T01:00:00Z", "ENDED_ELSEWHERE")),
        2,
        Some(EndedElsewhere),
        "2026-02-01T01:00:00Z",
    );
    let ended = Some(("2026-02-01T01:00:00Z", "PASSWORD_CHANGED"));
    check(Some(cap), ended, 2, Some(PasswordChanged), "2026-02-01T01:00:00Z");
    check(None, Some(("2026-02-01T08:00:00Z", "PASSWORD_CHANGED")), 2, Some(Idle), "2026-02-01T03:01:00Z");
    let ended = Some(("2026-02-01T01:00:00Z", "OF_ANOTHER_VERSION"));
    check(None, ended, 1, None, "2026-02-01T01:00:00Z");
    check(None, ended, 2, Some(PasswordChanged), "2026-02-01T01:00:00Z");
}

#[test]
fn every_reason_is_found_by_its_name() {
    for reason in EndReason::iter() {
        assert_eq!(EndReason::named(reason.name()), Some(reason));
    }
}
