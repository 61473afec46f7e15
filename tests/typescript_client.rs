//! A small front end: a client in TypeScript, generated from the files of a release for clients, goes through
//! the journey of the 2025 manual over real HTTP (R49-R80).

use entity::clock::{Clock, today_in_japan};
use serde_json::{Value, json};

use crate::support::node::NodeProject;
use crate::support::process::Directory;
use crate::support::program::{self, Program};
use crate::support::site::free_address;

#[test]
fn a_generated_client_walks_the_journey() {
    let client = NodeProject::installed("client");
    let repository = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    client.run("npm", &["run", "--silent", "build"], &[("UKETORI_REPOSITORY", repository)]);

    let (folder, logs) = (Directory::new("data"), Directory::new("log"));
    let data_dir = folder.path().to_str().expect("text");
    let address = free_address();
    let arguments = ["--listen", &address, "--officer-listen", "127.0.0.1:0", "--data-dir", data_dir];
    let ready = || std::net::TcpStream::connect(&address).is_ok();
    let server = Program::start("server", &arguments, &[], &logs, ready);
    let base = format!("http://{address}");

    let registered = client.run("node", &["built/src/register.js", &base], &[]);
    let registered: Value = serde_json::from_str(&registered).expect("JSON");
    let text = |member: &str| registered[member].as_str().expect("text").to_owned();
    let (user_id, email) = (text("userId"), text("email"));

    let certificate = json!([{
        "user_id": user_id, "certificate_number": "TEST25-000123", "holder_name": "JOHN DOE",
        "nationality": "Canada", "sex": "MALE", "birth_date": "1990-04-01",
        "status_of_residence": "Student", "period_of_stay": "1 year 3 months",
        "issued_on": today_in_japan(Clock::System.now()).to_string(), "issuing_bureau": "Tokyo",
    }]);
    let file = folder.path().join("certificate.json");
    std::fs::write(&file, certificate.to_string()).expect("a file");
    let arguments = ["issue", "--file", file.to_str().expect("text"), "--data-dir", data_dir];
    let issued = program::run("server", &arguments, &[], folder.path());
    assert!(issued.status.success(), "{}", String::from_utf8_lossy(&issued.stdout));

    let receive = ["built/src/receive.js", &base, &user_id, &email, "TEST25-000123"];
    assert_eq!(client.run("node", &receive, &[]), "received\n");
    server.kill();
}
