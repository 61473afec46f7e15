//! The embedded mode as scripts and people use it: pages, mailbox, clock, a second start, commands next to a
//! running server.

use serde_json::{Value, json};

use crate::support::process::Directory;
use crate::support::program::{self, Program};
use crate::support::site::{LIMIT, free_address, wait_until};
use crate::support::{Client, Mode, PASSWORD, Received, TestApp};

async fn app() -> TestApp {
    TestApp::start(Mode::Embedded).await
}

async fn get(browser: &Client, path: &str) -> (u16, String) {
    let answer = browser.send(browser.request("GET", path)).await;
    (answer.status, answer.text)
}

async fn move_clock(browser: &Client, body: Value) -> (u16, Value) {
    let answer = browser.send(browser.request("POST", "/clock").json(&body)).await;
    (answer.status, answer.json())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_clock_is_moved_over_http_and_answers_when_all_is_done() {
    let app = app().await;
    let applicant = app.applicant("a@example.com").await;
    app.issue(&applicant, "TEST25-000001").await;
    let browser = app.visitor();
    assert_eq!(
        get(&browser, "/clock").await,
        (200, json!({ "now": "2025-11-07T08:00:00.000Z" }).to_string())
    );
    let (status, body) = move_clock(&browser, json!({ "advance": "P7D" })).await;
    assert_eq!((status, body), (200, json!({ "now": "2025-11-14T08:00:00.000Z" })));
    let (_, mails) = get(&browser, "/mailbox/messages").await;
    let mails: Vec<Value> = serde_json::from_str(&mails).expect("a list");
    let kinds: Vec<_> = mails
        .iter()
        .filter(|mail| mail["to"] == json!(["a@example.com"]))
        .map(|mail| mail["kind"].clone())
        .collect();
    assert_eq!(kinds, ["RECEIPT_REMINDER", "CERTIFICATE", "USER_ID_ISSUED", "REGISTRATION_LINK"]);

    let now = json!({ "now": "2025-11-14T08:00:00.000Z" });
    for wrong in [
        json!({ "now": "2025-11-14T07:59:59Z" }),
        json!({ "advance": "-PT1H" }),
        json!({ "advance": "soon" }),
        json!({ "advance": "P99999999999D" }),
        json!({ "advance": "P3000000D" }),
        json!({ "advance": "7 days" }),
        json!({ "now": "+262000-01-01T00:00:00Z" }),
        json!({}),
        json!({ "advance": "PT1H", "now": "2026-01-01T00:00:00Z" }),
    ] {
        assert_eq!(move_clock(&browser, wrong.clone()).await.0, 400, "{wrong}");
        assert_eq!(get(&browser, "/clock").await.1, now.to_string(), "nothing changed");
    }
    let (status, body) = move_clock(&browser, json!({ "now": "2026-02-01T09:00:00+09:00" })).await;
    assert_eq!((status, body), (200, json!({ "now": "2026-02-01T00:00:00.000Z" })));
}

/// If the clock is moved right after a request, its mail is still sent at its own time, once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leap_of_the_clock_overtakes_no_mail() {
    let app = app().await;
    let browser = app.visitor();
    for index in 0..5 {
        browser.start_registration(&format!("p{index}@example.com")).await;
        assert_eq!(move_clock(&browser, json!({ "advance": "PT25H" })).await.0, 200);
    }
    let links: Vec<_> = app.mails().iter().filter_map(Received::token).collect();
    assert_eq!(links.len(), 5);
    assert_eq!(browser.look_at(&links[4]).await["state"], json!("EXPIRED"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mailbox_shows_what_was_sent() {
    let app = app().await;
    let browser = app.visitor();
    browser.start_registration("a@example.com").await;
    app.settle().await;
    let (_, mails) = get(&browser, "/mailbox/messages").await;
    let mails: Vec<Value> = serde_json::from_str(&mails).expect("a list");
    let mail = &mails[0];
    assert_eq!(mail["kind"], json!("REGISTRATION_LINK"));
    assert_eq!(mail["to"], json!(["a@example.com"]));
    assert_eq!(mail["headers"]["auto-submitted"], json!("auto-generated"));
    assert_eq!(mail["date"], json!("2025-11-07T08:00:00.000Z"));
    assert!(mail["html"].as_str().expect("HTML").starts_with("<!doctype html>"));
    let id = mail["id"].as_str().expect("an id");
    let (status, source) = get(&browser, &format!("/mailbox/messages/{id}.eml")).await;
    assert!(status == 200 && source.contains("Message-ID:"), "{source}");
    assert_eq!(get(&browser, "/mailbox/messages/..%2Flink-keys.eml").await.0, 404);
    assert_eq!(browser.send(browser.request("DELETE", "/mailbox/messages")).await.status, 204);
    assert_eq!(get(&browser, "/mailbox/messages").await.1, "[]");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_and_playground_come_from_the_program_itself() {
    let app = app().await;
    let browser = app.visitor();
    let (status, start) = get(&browser, "/").await;
    assert!(status == 200 && start.contains("hdlpf38617") && start.contains("/graphiql"));
    let landings = ["/register", "/set-password", "/reset-password", "/change-email", "/not-me"];
    for path in [
        "/",
        "/graphiql",
        "/mailbox",
        "/mailbox/previews",
        "/receipts",
        "/login",
        "/forgot-password",
        "/check",
    ]
    .iter()
    .chain(&landings)
    {
        let answer = browser.send(browser.request("GET", path)).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.header("content-security-policy").starts_with("default-src 'self'"), "{path}");
        let mut words = answer.text.split(['"', '\'']);
        let is_elsewhere = |word: &&str| word.starts_with("http") && !word.starts_with(&app.officer_base);
        assert_eq!(words.find(is_elsewhere), None, "{path} names another place");
    }
    for path in ["/pages/style.css", "/pages/link.js", "/docs/LICENSE"] {
        assert_eq!(get(&browser, path).await.0, 200, "{path}");
    }
    let officers = crate::support::Client::new(&app.officer_base);
    let page = get(&officers, "/graphiql").await;
    assert!(page.0 == 200 && page.1.contains(&format!("data-applicants=\"{}\"", app.base)), "{}", page.1);
    let page = get(&browser, "/graphiql").await;
    assert!(page.1.contains(&format!("data-officers=\"{}\"", app.officer_base)), "{}", page.1);
    assert_eq!(get(&browser, "/demo").await.0, 404, "codes are told on the officers' listener alone");
    assert!(get(&officers, "/officer.graphql").await.1.contains("completeEnrolment"));
    assert_eq!(get(&officers, "/mailbox").await.0, 404, "nothing of the other listener");
    check_assets(&browser, &page.1).await;
    let payload = browser.log_in("hdlpf38617", PASSWORD).await;
    assert_eq!(payload["viewer"]["name"], json!("HOUMU TARO"));
    let query = "{viewer{receipts(perPage:100){items{status isPastValidity} pageInfo{totalItems}}}}";
    let list = browser.run(query, json!({})).await["viewer"]["receipts"].clone();
    assert_eq!(list["pageInfo"]["totalItems"], json!(45), "three pages of twenty");
    for status in ["NOT_REGISTERED", "REGISTERED", "CANCELLED"] {
        assert!(list.to_string().contains(status), "no demo certificate is {status}");
    }
    assert!(list.to_string().contains("\"isPastValidity\":true"));
}

/// A second start keeps the data, and a command next to a running server shares database and clock.
/// The addresses of the playground's assets contain a digest, so browsers keep them. An address of another build is
/// refused, rather than kept with what this build has.
async fn check_assets(browser: &Client, page: &str) {
    let (_, rest) = page.split_once("/graphiql/assets/").expect("the page loads its assets");
    let (bundle, _) = rest.split_once('/').expect("a folder");
    for name in
        ["main.js", "main.css", "json.worker.js", "graphql.worker.js", "editor.worker.js", "codicon.ttf"]
    {
        let path = format!("/graphiql/assets/{bundle}/{name}");
        let asset = browser.send(browser.request("GET", &path)).await;
        assert_eq!(asset.status, 200, "{path}");
        assert_eq!(asset.header("cache-control"), "public, max-age=31536000, immutable", "{path}");
        let other = format!("/graphiql/assets/0123456789abcdef/{name}");
        assert_eq!(get(browser, &other).await.0, 404, "{other}");
    }
    assert_eq!(get(browser, &format!("/graphiql/assets/{bundle}/nothing.js")).await.0, 404);
    let page = browser.send(browser.request("GET", "/graphiql")).await;
    assert_eq!(page.header("cache-control"), "no-store", "the page names the digest of this build");
}

/// The documents of this release, under the policy of all pages.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_documents_are_pages() {
    let app = app().await;
    let browser = app.visitor();
    assert!(
        get(&browser, "/").await.1.contains("href=\"/docs/FRONTEND\""),
        "the start page links to the guide"
    );
    let (_, list) = get(&browser, "/docs").await;
    let names: Vec<_> =
        list.split("href=\"/docs/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let written = |folder: &str| -> Vec<String> {
        let files = std::fs::read_dir(root.join(folder)).expect("a folder");
        let names = files.map(|file| file.expect("a file").file_name().into_string().expect("a name"));
        names.filter_map(|name| name.strip_suffix(".md").map(ToOwned::to_owned)).collect()
    };
    for name in written("docs").into_iter().chain(written(".")) {
        assert!(names.contains(&name.as_str()), "{name} is not served");
    }
    for name in names {
        let page = browser.send(browser.request("GET", &format!("/docs/{name}"))).await;
        assert_eq!(page.status, 200, "{name}");
        assert!(page.header("content-security-policy").starts_with("default-src 'self'"), "{name}");
        assert!(page.text.contains("<h1 id="), "{name}");
    }
    assert_eq!(get(&browser, "/docs/NOTHING").await.0, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn data_outlives_the_process_and_commands_share_it() {
    let (folder, logs) = (Directory::new("data"), Directory::new("log"));
    let data_dir = folder.path().to_str().expect("text").to_owned();
    let address = free_address();
    let start = || {
        let arguments = [
            "--listen",
            &address,
            "--officer-listen",
            "127.0.0.1:0",
            "--data-dir",
            &data_dir,
            "--clock",
            "manual",
        ];
        Program::start("server", &arguments, &[], &logs, || std::net::TcpStream::connect(&address).is_ok())
    };
    let browser = Client::new(&format!("http://{address}"));
    let server = start();
    move_clock(&browser, json!({ "now": "2030-01-05T00:00:00Z" })).await;
    let csv = folder.path().join("certificates.csv");
    let header = "user_id,certificate_number,holder_name,nationality,sex,birth_date,status_of_residence,period_of_stay,\
                  issued_on,issuing_bureau,application_number";
    let rest = "A B,Utopia,MALE,2000-01-01,Student,1 year,2030-01-05,Tokyo,";
    std::fs::write(&csv, format!("{header}\nhdlpf38617,TEST30-1,{rest}\nabcde00000,TEST30-2,{rest}\n"))
        .expect("a file");
    let arguments = ["issue", "--file", csv.to_str().expect("text"), "--data-dir", &data_dir];
    let issued = program::run("server", &arguments, &[], folder.path());
    let said = String::from_utf8_lossy(&issued.stdout).into_owned();
    assert_eq!(issued.status.code(), Some(1), "one line was refused: {said}");
    assert!(said.contains("line 2: issued TEST30-1") && said.contains("line 3: refused: user_id"), "{said}");
    wait_until("the mail goes out", LIMIT, async || {
        get(&browser, "/mailbox/messages").await.1.contains("TEST30-1")
    })
    .await;
    let again =
        program::run("server", &["--listen", "127.0.0.1:0", "--data-dir", &data_dir], &[], folder.path());
    assert_eq!(again.status.code(), Some(1), "two processes in one folder");
    server.terminate();

    let server = start();
    assert_eq!(get(&browser, "/clock").await.1, json!({ "now": "2030-01-05T00:00:00.000Z" }).to_string());
    assert!(get(&browser, "/mailbox/messages").await.1.contains("TEST30-1"));
    browser.log_in("hdlpf38617", PASSWORD).await;
    let list = browser
        .run("{viewer{receipts{items{certificateNumber requestedAt} pageInfo{totalItems}}}}", json!({}))
        .await;
    let newest = json!({ "certificateNumber": "TEST30-1", "requestedAt": "2030-01-05T00:00:00.000Z" });
    assert_eq!(list["viewer"]["receipts"]["items"][0], newest);
    assert_eq!(list["viewer"]["receipts"]["pageInfo"]["totalItems"], json!(46));
    server.kill();
}

/// What spreadsheets make of a file: other line ends, a byte order mark, empty lines.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_intake_numbers_lines_as_an_editor_does() {
    let app = app().await;
    let applicant = app.applicant("a@example.com").await;
    let files = Directory::new("files");
    let header = "user_id,certificate_number,holder_name,nationality,sex,birth_date,status_of_residence,\
                  period_of_stay,issued_on,issuing_bureau";
    let line = |user_id: &str, number: &str| {
        format!("{user_id},{number},A B,Utopia,MALE,2000-01-01,Student,1 year,2025-11-07,Tokyo")
    };
    let issue = |name: &str, content: &str| {
        let file = files.path().join(name);
        std::fs::write(&file, content).expect("a file");
        let arguments = ["issue", "--file", file.to_str().expect("text"), "--data-dir", app.data_dir()];
        let done = program::run("server", &arguments, &[], files.path());
        let said =
            String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
        (done.status.code(), said)
    };
    let (good, bad) = (line(&applicant.user_id, "TEST25-1"), line("abcde99999", "TEST25-2"));
    let (code, said) = issue("a.csv", &format!("\u{feff}{header}\r\n{good}\r\n\r\n{bad}\r\nshort,line\r\n"));
    assert_eq!(code, Some(1));
    for expected in
        ["line 2: issued TEST25-1", "line 4: refused: user_id", "line 5: refused", "1 issued, 2 refused"]
    {
        assert!(said.contains(expected), "{expected} is not in {said}");
    }
    for (name, content, why) in [
        ("empty.csv", String::new(), "lacks the column"),
        ("header.csv", header.to_owned(), "contains no certificates"),
        ("other.csv", format!("{header},color\n{good},red\n"), "unknown column(s) color"),
        ("empty.json", "[]".to_owned(), "contains no certificates"),
        ("file.doc", String::new(), ".csv, .tsv, .txt, .json or .ndjson"),
    ] {
        let (code, said) = issue(name, &content);
        assert!(code == Some(1) && said.contains(why), "{name}: {said}");
    }
}

/// A page whose host name resolves to this machine (DNS rebinding) cannot read anything.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_names_of_this_machine_are_answered_to() {
    let app = app().await;
    let browser = app.visitor();
    for (host, status) in
        [("evil.example", 421), ("127.0.0.1.evil.example", 421), ("localhost:8000", 200), ("[::1]:80", 200)]
    {
        let request = browser.request("GET", "/mailbox/messages").header("host", host);
        assert_eq!(browser.send(request).await.status, status, "{host}");
    }
}
