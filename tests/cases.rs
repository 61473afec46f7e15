//! What must hold for mails and reminders whatever fails, case by case, with the test or program that shows
//! it; and the same for each crash point. A name that no longer exists fails here.

use std::fs;
use std::path::Path;

/// The crash points that `tests/faults/README.md` describes.
const CRASH_POINTS: [(&str, &[&str]); 12] = [
    ("C0", &["tests/faults/crash_points.rs::c0_a_server_that_dies_before_the_commit_leaves_nothing"]),
    ("C1", &["tests/faults/crash_points.rs::c1_what_was_not_pushed_is_pushed_by_the_next"]),
    ("C2", &["tests/faults/crash_points.rs::c2_what_was_marked_and_not_pushed_is_pushed_again"]),
    ("C3", &["tests/faults/crash_points.rs::c3_what_was_fetched_and_not_claimed_is_pushed_again"]),
    ("C4", &["tests/faults/crash_points.rs::c4_what_was_claimed_and_not_begun_is_sent_once"]),
    ("C5", &["tests/faults/crash_points.rs::c5_what_the_relay_has_comes_again_if_it_may"]),
    (
        "C6",
        &[
            "tests/faults/crash_points.rs::c6_what_was_not_written_down_comes_again_if_it_may",
            "tests/faults/crash_points.rs::c6_a_database_that_restarts_at_the_end_makes_no_copy",
        ],
    ),
    ("C7", &["tests/faults/crash_points.rs::c7_what_apalis_was_not_told_does_nothing_again"]),
    ("C8", &["tests/faults/crash_points.rs::c8_a_redis_that_dies_loses_no_mail_and_makes_no_copy"]),
    (
        "C9",
        &[
            "tests/faults/crash_points.rs::c9_a_database_that_restarts_at_the_claim_loses_nothing",
            "tests/faults/crash_points.rs::c9_a_server_says_that_the_database_is_away",
            "tests/mail_delivery.rs::a_database_that_restarts_loses_nothing",
        ],
    ),
    (
        "C10",
        &[
            "tests/faults/crash_points.rs::c10_a_worker_that_was_frozen_before_data_sends_nothing",
            "tests/faults/crash_points.rs::c10_a_worker_that_was_frozen_inside_data_makes_the_copies_of_a_death",
            "tests/relay_failures.rs::the_mark_before_data_is_won_by_one_holder",
        ],
    ),
    (
        "C11",
        &[
            "tests/mail_control.rs::after_a_restore_everything_waits_for_staff_and_is_released_or_dropped",
            "tests/restore.rs::nothing_of_before_opens_anything_after_a_restore",
        ],
    ),
];

/// The cases, one sentence each.
const CASES: [(&str, &[&str]); 25] = [
    (
        "any relay as they are in the world: the end that RFC 5321 grants, and no copy without a reason",
        &["tests/scripted_relays.rs::every_scripted_relay_ends_as_its_file_says"],
    ),
    (
        "a relay that misbehaves at random: none lost, copies only where it accepted and then broke off",
        &["tests/relay_storm.rs::a_relay_that_misbehaves_at_random_loses_no_mail"],
    ),
    (
        "committed and not pushed: sent once, soon after a worker is up",
        &[
            "tests/faults/crash_points.rs::c1_what_was_not_pushed_is_pushed_by_the_next",
            "tests/production_mode.rs::a_killed_worker_loses_no_mail",
        ],
    ),
    (
        "claimed and not connected: one mail, within 35 s",
        &[
            "tests/faults/crash_points.rs::c4_what_was_claimed_and_not_begun_is_sent_once",
            "tests/faults/measure.rs::recovery_after_a_death",
        ],
    ),
    (
        "cut off after the last dot: two copies at most, the same to the byte; a reminder once, UNKNOWN",
        &[
            "tests/production_mode.rs::a_worker_killed_around_data_copies_what_may_be_copied_and_nothing_else",
            "tests/relay_failures.rs::what_fails_after_the_content_was_begun_is_repeated_by_kind",
            "tests/mail_delivery.rs::a_repeated_mail_is_the_same_to_the_byte",
        ],
    ),
    (
        "workers killed at random: none lost, no copy without a death inside DATA",
        &["tests/faults/main.rs::mails_survive_a_few_deaths", "tests/faults/main.rs::long_run"],
    ),
    (
        "FLUSHALL with mails queued: each once, healed within 30 s",
        &[
            "tests/mail_delivery.rs::nothing_is_lost_with_redis",
            "tests/queue.rs::what_redis_loses_is_handed_over_again_at_once",
            "tests/faults/measure.rs::healing_after_a_flush",
        ],
    ),
    (
        "Redis away: mails flow, nobody is told of an error, and it comes back by itself",
        &[
            "tests/mail_delivery.rs::nothing_is_lost_with_redis",
            "tests/limits.rs::without_redis_everything_works_and_the_limits_hold",
            "tests/faults/measure.rs::time_to_the_relay",
        ],
    ),
    (
        "50,000 mails due at once: never as many ids in Redis as wedge apalis, all sent",
        &[
            "tests/faults/measure.rs::after_an_outage",
            "tests/queue.rs::a_full_queue_takes_no_more",
            "tests/queue.rs::ten_thousand_ids_at_once_stop_nothing",
        ],
    ),
    (
        "all that Redis is ever told, in every flow: no token, no address, no name",
        &[
            "tests/canary/mod.rs::nothing_secret_stays_in_production",
            "tests/mail_delivery.rs::redis_holds_ids_alone_and_is_tidied_up",
        ],
    ),
    (
        "PostgreSQL restarts while mails are sent: no copy beyond those inside DATA; the API is out of service, \
         not broken",
        &[
            "tests/faults/crash_points.rs::c6_a_database_that_restarts_at_the_end_makes_no_copy",
            "tests/faults/crash_points.rs::c9_a_server_says_that_the_database_is_away",
            "tests/mail_delivery.rs::a_database_that_restarts_loses_nothing",
        ],
    ),
    (
        "451 for ten minutes: sent after, one copy, attempts counted",
        &["tests/relay_failures.rs::greylisting_delays_a_mail_and_does_not_double_it"],
    ),
    (
        "550 5.1.1 to RCPT: dead at once, the address suppressed, no more reminders",
        &[
            "tests/suppression.rs::an_address_that_bounced_gets_no_reminder_and_no_certificate",
            "tests/mail_delivery.rs::a_mail_to_an_address_that_does_not_exist_is_dead_at_once",
        ],
    ),
    (
        "a relay that says nothing, drips, stops inside DATA or takes its time: others pass meanwhile",
        &[
            "tests/slow_relays.rs::mails_that_a_relay_takes_its_time_over_delay_no_other_mail",
            "tests/relay_failures.rs::a_relay_that_drips_or_says_nothing_delays_nothing_else",
            "tests/relay_failures.rs::what_fails_after_the_content_was_begun_is_repeated_by_kind",
        ],
    ),
    (
        "receipt registered before the content of a reminder is begun: no mail; after it: that one",
        &[
            "tests/mail_delivery.rs::a_reminder_is_stopped_by_the_registration_until_its_content_is_begun",
            "tests/mail_delivery.rs::a_reminder_that_still_waits_is_cancelled_by_the_registration",
        ],
    ),
    (
        "malformed recipients: refused at the form or sent to as they stand, never a header or a command",
        &[
            "tests/malformed_recipients.rs::a_malformed_address_is_refused_at_the_form",
            "tests/malformed_recipients.rs::an_unusual_address_is_sent_to_as_it_stands",
            "tests/relay_failures.rs::an_address_that_is_none_is_never_sent_to",
        ],
    ),
    (
        "a flood of requests for links: few mails to an address, no certificate held up",
        &[
            "tests/faults/flood.rs::a_flood_of_requests_makes_few_mails_and_holds_up_no_certificate",
            "tests/faults/flood.rs::flood_of_a_hundred_thousand",
            "tests/limits.rs::a_client_requests_three_links_to_an_address_and_then_one_an_hour",
            "tests/strangers.rs::an_address_gets_three_mails_and_then_one_in_ten_minutes",
        ],
    ),
    (
        "four schedulers at once: one row for a certificate and week, by the index, without a sort",
        &[
            "tests/faults/four_schedulers.rs::four_schedulers_at_once_queue_each_reminder_once",
            "tests/faults/four_schedulers.rs::four_schedulers_over_a_million_certificates",
        ],
    ),
    (
        "three months by the Civil Code; slot 13 of 28 February on 30 May",
        &[
            "entity/src/certificate/reminder_schedule.rs::three_months_end_as_the_civil_code_says",
            "tests/reminder.rs::a_certificate_of_28_february_has_a_reminder_on_30_may",
        ],
    ),
    (
        "the last day in Japan: a mail at 23:59:59, none at 00:00:00",
        &[
            "tests/reminder.rs::the_last_day_ends_at_midnight_in_japan",
            "tests/reminder.rs::a_reminder_that_came_due_after_the_end_is_not_sent",
        ],
    ),
    (
        "an outage over three slots: one mail, and the smallest gap is kept",
        &[
            "tests/reminder.rs::one_mail_after_an_outage",
            "tests/reminder.rs::a_late_reminder_takes_the_place_of_a_slot_that_is_too_near",
        ],
    ),
    (
        "a kind that a worker does not know: untouched by it, sent by one that does",
        &["tests/mail_delivery.rs::a_kind_that_this_version_does_not_know_is_left_alone"],
    ),
    (
        "a mail that ends its worker: dead after three, and others flow",
        &[
            "tests/faults/lethal_mail.rs::a_mail_that_kills_every_worker_is_dead_after_three_and_others_flow",
            "tests/relay_failures.rs::a_mail_that_may_have_arrived_is_sent_three_times_at_most",
        ],
    ),
    (
        "SIGTERM: what is under way is finished or given back within 25 s, and does not count",
        &["tests/production_mode.rs::a_worker_that_is_asked_to_end_leaves_nothing_half_done"],
    ),
    (
        "all kinds of mail in all languages: the texts are there; no token in any log",
        &[
            "tests/locales.rs::the_texts_of_the_mails_have_the_same_keys_and_variables_everywhere",
            "tests/canary/mod.rs::nothing_secret_stays_in_production",
        ],
    ),
];

#[test]
fn every_case_has_a_test_that_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    for (case, tests) in CRASH_POINTS.into_iter().chain(CASES) {
        assert!(!tests.is_empty(), "{case}: no test");
        for test in tests {
            let (file, name) = test.split_once("::").expect("file and name");
            let text = fs::read_to_string(root.join(file)).unwrap_or_default();
            assert!(text.contains(&format!("fn {name}(")), "{case}: {test} does not exist");
        }
    }
}
