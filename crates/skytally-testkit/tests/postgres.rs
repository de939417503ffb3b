//! The server that tests of the store stand on.

use std::net::TcpStream;

use skytally_testkit::Postgres;

#[test]
fn databases_are_apart_and_their_owners_have_no_special_rights() {
    if !Postgres::there() {
        return;
    }
    let server = Postgres::shared();
    let (one, two) = (server.database(), server.database());
    one.as_admin("CREATE TABLE only_here (n int)");
    assert_eq!(two.as_admin("SELECT to_regclass('only_here') IS NULL"), "t");
    assert_ne!(one.name(), two.name());
    let rights =
        format!("SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = '{}'", one.name());
    assert_eq!(one.as_admin(&rights), "f|f|f");
    let owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()";
    assert_eq!(one.as_admin(owner), one.name());
    let gone = one.name().to_owned();
    drop(one);
    let left = format!("SELECT count(*) FROM pg_database WHERE datname = '{gone}'");
    assert_eq!(two.as_admin(&left), "0");
}

#[test]
fn what_was_acknowledged_is_there_after_a_kill_and_a_restart() {
    if !Postgres::there() {
        return;
    }
    let server = Postgres::durable();
    let database = server.database();
    database.as_admin("CREATE TABLE kept (n int)");
    database.as_admin("INSERT INTO kept VALUES (7)");
    server.kill();
    assert!(TcpStream::connect(("127.0.0.1", server.port())).is_err(), "it still listens");
    server.restart();
    assert_eq!(database.as_admin("SELECT n FROM kept"), "7");
    assert_eq!(database.as_admin("SHOW fsync"), "on");
    let port = server.port();
    drop(database);
    drop(server);
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err(), "it outlives its owner");
}
