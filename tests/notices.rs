//! Notices on the top page (R22, R23, I32): when, in which language and by whom they are seen.

use chrono::TimeDelta;
use entity::audit::Action;
use entity::language::Language;
use entity::notice::{self, NoticeId, text};
use sea_orm::{ActiveEnum, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use server::audit::{Actor, RequestOrigin};
use server::notice::draft::{Draft, DraftText};
use server::notice::{ChangeError, PublishError, change, publish, withdraw};
use uuid::Uuid;

use crate::support::process::Directory;
use crate::support::{Client, TestApp, program, stories};

/// A draft with these titles, each repeated in its body.
fn draft(from: &str, until: &str, titles: &[(Language, &str)]) -> Draft {
    let text = |(language, title): &(Language, &str)| DraftText {
        language: *language,
        title: (*title).to_owned(),
        body: format!("{title}: **text**"),
    };
    Draft { from: from.to_owned(), until: until.to_owned(), texts: titles.iter().map(text).collect() }
}

/// A Japanese draft.
fn japanese(from: &str, until: &str, title: &str) -> Draft {
    draft(from, until, &[(Language::Ja, title)])
}

fn source() -> RequestOrigin {
    RequestOrigin::run(Uuid::now_v7())
}

async fn published(app: &TestApp, draft: &Draft) -> NoticeId {
    publish(app.db(), draft, &source(), Actor::System, app.now()).await.expect("a good notice").id
}

/// The notices of a list as a reader of this language gets them.
async fn read(browser: &Client, scope: &str, language: &str) -> Vec<Value> {
    let query = "query($s:NoticeScope!,$l:Language){notices(scope:$s){items{id title(language:$l) body(language:$l) \
                 publishedAt textLanguage(language:$l) isOriginal(language:$l)} pageInfo{totalItems}}}";
    let data = browser.run(query, json!({ "s": scope, "l": language })).await;
    data["notices"]["items"].as_array().expect("a list").clone()
}

async fn titles(browser: &Client, scope: &str, language: &str) -> Vec<String> {
    let items = read(browser, scope, language).await;
    items.iter().map(|item| item["title"].as_str().expect("text").to_owned()).collect()
}

/// The contents of the lists, without the demo data of the embedded mode.
async fn without_demo(app: &TestApp) -> (Vec<String>, Vec<String>) {
    let browser = app.visitor();
    let own = async |scope| {
        let mut titles = titles(&browser, scope, "JA").await;
        titles.retain(|title| {
            !["受領登録のお願い", "システムメンテナンスのお知らせ"].contains(&title.as_str())
        });
        titles
    };
    (own("CURRENT").await, own("PAST").await)
}

/// The audit events of a notice, oldest first.
async fn events(app: &TestApp, id: NoticeId) -> Vec<String> {
    let about = entity::audit::Column::Detail.starts_with(format!("{}/", id.0));
    let events = entity::audit::Entity::find().filter(about).order_by_asc(entity::audit::Column::At);
    let events = events.all(app.db()).await.expect("events");
    events
        .iter()
        .map(|event| {
            format!("{} {} {}", event.actor_kind, event.action, event.detail.clone().unwrap_or_default())
        })
        .collect()
}

stories! {
    /// R22, I32: nobody sees a notice for tomorrow today. Tomorrow it is shown in its languages, and in
    /// Japanese to all other readers.
    async fn a_notice_is_seen_from_its_day_on_in_the_readers_language(app: TestApp) {
        let browser = app.visitor();
        let texts = [(Language::Ja, "年末年始の休業"), (Language::En, "Closed at the end of the year")];
        let tomorrow = draft("2025-11-08T09:00:00+09:00", "", &texts);
        let id = published(&app, &tomorrow).await;
        let global = server::graphql::scalar::NodeKind::Notice.id(id.0);
        let node = async || {
            let query = "query($i:ID!){node(id:$i){id ... on Notice{title textLanguage isOriginal}}}";
            browser.run(query, json!({ "i": global.as_str() })).await["node"].clone()
        };
        assert_eq!(without_demo(&app).await, (vec![], vec![]));
        assert_eq!(node().await, Value::Null);
        app.advance_to(crate::support::fixtures::at("2025-11-08T08:59:59.999+09:00")).await;
        assert_eq!((without_demo(&app).await, node().await), ((vec![], vec![]), Value::Null));
        app.advance(TimeDelta::milliseconds(1)).await;
        let english = read(&browser, "CURRENT", "EN").await.remove(0);
        assert_eq!(english, json!({
            "id": global.as_str(), "title": "Closed at the end of the year",
            "body": "Closed at the end of the year: **text**", "publishedAt": "2025-11-08T00:00:00.000Z",
            "textLanguage": "EN", "isOriginal": false,
        }));
        for language in ["ES", "JA"] {
            let original = read(&browser, "CURRENT", language).await.remove(0);
            assert_eq!(original["title"], json!("年末年始の休業"), "{language}");
            assert_eq!((&original["textLanguage"], &original["isOriginal"]), (&json!("JA"), &json!(true)));
        }
        let title = "Closed at the end of the year";
        assert_eq!(node().await, json!({ "id": global.as_str(), "title": title, "textLanguage": "EN", "isOriginal": false }));
        let query = "{notices{items{textLanguage ja:title(language:JA) en:title(language:EN) vi:title(language:VI)}}}";
        let request = browser.request("POST", "/graphql").header("accept-language", "vi, ja;q=0.5");
        let answer = browser.send(request.json(&json!({ "query": query }))).await;
        assert_eq!(answer.json()["data"]["notices"]["items"][0], json!({
            "textLanguage": "JA", "ja": "年末年始の休業", "en": title, "vi": "年末年始の休業",
        }), "Vietnamese has no text");
    }

    /// R22, R23: at its end a notice moves from one list to the other; both show the newest first.
    async fn a_notice_that_is_over_is_listed_among_the_past_ones(app: TestApp) {
        published(&app, &japanese("2025-11-07T08:00:00Z", "2025-11-09T08:00:00Z", "一")).await;
        published(&app, &japanese("2025-11-07T07:00:00Z", "2025-11-08T08:00:00Z", "二")).await;
        published(&app, &japanese("", "", "三")).await;
        published(&app, &japanese("2024-01-01T00:00:00Z", "2024-02-01T00:00:00Z", "四")).await;
        let both = |current: &[&str], past: &[&str]| {
            let owned = |titles: &[&str]| titles.iter().map(|title| (*title).to_owned()).collect::<Vec<_>>();
            (owned(current), owned(past))
        };
        assert_eq!(without_demo(&app).await, both(&["三", "一", "二"], &["四"]));
        app.advance(TimeDelta::days(1) - TimeDelta::milliseconds(1)).await;
        assert_eq!(without_demo(&app).await, both(&["三", "一", "二"], &["四"]));
        app.advance(TimeDelta::milliseconds(1)).await;
        assert_eq!(without_demo(&app).await, both(&["三", "一"], &["二", "四"]));
        app.advance(TimeDelta::days(1)).await;
        assert_eq!(without_demo(&app).await, both(&["三"], &["一", "二", "四"]));
    }

    /// I32: a change by an officer makes a new version; a withdrawn notice is no longer shown; the audit log
    /// has both.
    async fn a_notice_is_changed_and_withdrawn(app: TestApp) {
        let officer = Uuid::now_v7();
        let texts = [(Language::Ja, "まえ"), (Language::Ko, "전")];
        let id = published(&app, &draft("2025-11-07T07:00:00Z", "", &texts)).await;
        app.advance(TimeDelta::minutes(1)).await;
        let after = japanese("", "2025-11-09T08:00:00Z", "あと");
        let act = async |expected, draft: &Draft| {
            change(app.db(), id, expected, draft, &source(), Actor::Officer(officer), app.now()).await
        };
        let changed = act(Some(1), &after).await.expect("version 1");
        assert_eq!((changed.version, changed.changed_by, changed.changed_at), (2, Some(officer), app.now()));
        assert_eq!(changed.visible_from, crate::support::fixtures::at("2025-11-07T07:00:00Z"), "it stays");
        assert!(matches!(act(Some(1), &after).await, Err(ChangeError::ChangedMeanwhile)));
        let wrong = japanese("", "2025-11-07T07:00:00Z", "");
        let Err(ChangeError::Input(faults)) = act(None, &wrong).await else { panic!("a good draft") };
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert_eq!(without_demo(&app).await, (vec!["あと".to_owned()], vec![]));
        assert_eq!(read(&app.visitor(), "CURRENT", "KO").await[0]["title"], json!("あと"), "its Korean text is gone");
        let texts = text::Entity::find().filter(text::Column::NoticeId.eq(id)).count(app.db()).await;
        assert_eq!(texts.expect("a count"), 3, "and kept");

        app.advance(TimeDelta::minutes(1)).await;
        let take_back = async || withdraw(app.db(), id, &source(), Actor::Officer(officer), app.now()).await.expect("an answer");
        let withdrawn_at = app.now();
        assert_eq!(take_back().await.and_then(|notice| notice.withdrawn_at), Some(withdrawn_at));
        app.advance(TimeDelta::minutes(1)).await;
        assert_eq!(take_back().await.and_then(|notice| notice.withdrawn_at), Some(withdrawn_at), "the first time stands");
        assert!(matches!(act(None, &after).await, Err(ChangeError::Withdrawn)));
        assert_eq!(without_demo(&app).await, (vec![], vec![]));
        app.advance(TimeDelta::days(7)).await;
        assert_eq!(without_demo(&app).await, (vec![], vec![]));
        let nobodys = NoticeId(Uuid::now_v7());
        assert!(withdraw(app.db(), nobodys, &source(), Actor::System, app.now()).await.expect("an answer").is_none());
        let missing = change(app.db(), nobodys, None, &after, &source(), Actor::System, app.now()).await;
        assert!(matches!(missing, Err(ChangeError::NotFound)));

        let line = |actor, action: Action, version| format!("{actor} {} {}/{version}", action.to_value(), id.0);
        let expected = [
            line("SYSTEM", Action::NoticePublished, 1), line("OFFICER", Action::NoticeChanged, 2),
            line("OFFICER", Action::NoticeWithdrawn, 2),
        ];
        assert_eq!(events(&app, id).await, expected);
    }

    async fn a_bad_notice_is_refused_with_all_its_reasons_and_changes_nothing(app: TestApp) {
        let before = notice::Entity::find().count(app.db()).await.expect("a count");
        let mut bad = draft("tomorrow", "", &[(Language::En, "x"), (Language::Ja, "二\n行")]);
        bad.texts[0].body.push_str(" [this](javascript:alert(1))");
        let refused = publish(app.db(), &bad, &source(), Actor::System, app.now()).await;
        let Err(PublishError::Input(faults)) = &refused else { panic!("a good notice") };
        let fields: Vec<_> = faults.iter().map(|wrong| wrong.field.to_string()).collect();
        assert_eq!(fields, ["from", "en.body", "ja.title"]);
        assert_eq!(notice::Entity::find().count(app.db()).await.expect("a count"), before);
    }

    /// Paging as in every list: nearest size, the last page past the end, no error.
    async fn the_lists_are_paged(app: TestApp) {
        for index in 0..45 {
            let from = app.now() - TimeDelta::hours(2 * 24) - TimeDelta::minutes(index + 1);
            let draft = japanese(&from.to_rfc3339(), "", &format!("{index:02}"));
            published(&app, &draft).await;
        }
        let browser = app.visitor();
        let page = async |arguments: &str| {
            let query = format!("{{notices({arguments}){{items{{title}} pageInfo{{page perPage totalItems totalPages}}}}}}");
            browser.run(&query, json!({})).await["notices"].clone()
        };
        let demo = i32::from(app.redis.is_none()); // the newest, in the embedded mode
        let last = page("page: 99").await;
        assert_eq!(last["pageInfo"], json!({ "page": 3, "perPage": 20, "totalItems": 45 + demo, "totalPages": 3 }));
        assert_eq!(last["items"].as_array().map(Vec::len), Some(if demo == 1 { 6 } else { 5 }));
        assert_eq!(last["items"][0]["title"], json!(if demo == 1 { "39" } else { "40" }));
        let all = page("page: 0, perPage: 90").await;
        assert_eq!(all["pageInfo"], json!({ "page": 1, "perPage": 100, "totalItems": 45 + demo, "totalPages": 1 }));
        let nothing = page("scope: PAST, page: 7").await;
        assert_eq!(nothing["pageInfo"], json!({ "page": 1, "perPage": 20, "totalItems": demo, "totalPages": 1 }));
        // The limits of a request allow three lists of a hundred, with all fields.
        let full = "items{id title body publishedAt textLanguage isOriginal} pageInfo{page perPage perPageOptions totalItems totalPages}";
        let query = format!("{{a:notices(perPage:100){{{full}}} b:notices(scope:PAST,perPage:100){{{full}}}}}");
        browser.run(&query, json!({})).await;
    }
}

/// The command: it reports every fault of a file by its field, and its output is the same in production.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_publishes_changes_lists_and_withdraws() {
    let app = TestApp::start(crate::support::Mode::Embedded).await;
    let files = Directory::new("files");
    let path = files.path().join("notice.json");
    let run = |task: &[&str], content: Option<&Value>| {
        let mut arguments = [&["notice"], task, &["--data-dir", app.data_dir()]].concat();
        if let Some(content) = content {
            std::fs::write(&path, content.to_string()).expect("a file");
            arguments.extend(["--file", path.to_str().expect("text")]);
        }
        let done = program::run("server", &arguments, &[], files.path());
        let said =
            String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
        (done.status.code(), said)
    };
    let bad = json!({
        "from": 7, "until": "2025-11-08", "fr": { "title": "x" }, "ja": { "title": "", "body": "a\u{0}b", "text": "x" },
        "en": "x", "es": { "title": "x", "body": "ok\n\n<script>" },
    });
    let (code, said) = run(&["publish"], Some(&bad));
    assert_eq!(code, Some(1), "{said}");
    let refused: Vec<_> = said.lines().filter_map(|line| line.strip_prefix("refused: ")).collect();
    let expected = [
        "from: must be text",
        "ja.text: unknown member; remove it",
        "en: must be an object with title and body",
        "fr: unknown member; remove it",
        "until: must be a date and time like 2025-11-08T09:00:00+09:00",
        "ja.title: a value is required",
        "ja.body: line 1: control characters are not allowed",
        "es.body: line 3: HTML, or text that looks like HTML, is not allowed",
    ];
    assert_eq!(refused, expected);
    for bad in [json!([]), json!({}), json!("x")] {
        assert_eq!(run(&["publish"], Some(&bad)).0, Some(1), "{bad}");
    }
    let good = json!({
        "from": "2025-11-07T16:00:00+09:00", "until": null, "ja": { "title": "題", "body": "本文" },
        "en": { "title": "Title", "body": "Text" },
    });
    let (code, said) = run(&["publish"], Some(&good));
    assert_eq!(code, Some(0), "{said}");
    let id = said.split(' ').nth(1).expect("an ID").to_owned();
    assert_eq!(said, format!("published {id} CURRENT from 2025-11-07T16:00:00+09:00\n"));
    assert_eq!(titles(&app.visitor(), "CURRENT", "EN").await[0], "Title");
    let (code, said) = run(&["change", &id], Some(&json!({ "ja": { "title": "題二", "body": "本文" } })));
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(titles(&app.visitor(), "CURRENT", "EN").await[0], "題二");
    let (code, said) = run(&["list"], None);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with(&format!("{id} CURRENT from 2025-11-07T16:00:00+09:00 [ja] 題二\n")), "{said}");
    assert!(
        said.contains(" PAST ")
            && said.contains("[en ja] 受領登録のお願い")
            && said.ends_with("3 notice(s)\n"),
        "{said}"
    );
    for _ in 0..2 {
        let (code, said) = run(&["withdraw", &id], None);
        assert_eq!(
            (code, said),
            (Some(0), format!("withdrawn {id} WITHDRAWN from 2025-11-07T16:00:00+09:00\n"))
        );
    }
    let (code, said) = run(&["withdraw", &Uuid::now_v7().to_string()], None);
    assert!(code == Some(1) && said.contains("there is no such notice"), "{said}");
    assert_eq!(titles(&app.visitor(), "CURRENT", "JA").await, ["受領登録のお願い"]);
    assert!(run(&["list"], None).1.contains("WITHDRAWN"));
}
