//! People in the cases: signed up, verified, signed in, members.

use ring::hmac;
use skytally_app::{
    AppError, Caller, Password, Scopes, SignInForm, SignUpForm, SignedIn, Visitor, Workspace,
};
use skytally_model::{Role, WorkspaceId};

use super::{World, home};

pub(crate) const PASSWORD: &str = "correct horse battery staple";

pub(crate) fn password(text: &str) -> Password {
    Password::new(text.to_owned()).unwrap_or_else(|error| panic!("{error}"))
}

/// Somebody with a session.
pub(crate) struct Person {
    pub(crate) email: String,
    pub(crate) caller: Caller,
    /// The token of the session.
    pub(crate) cookie: String,
}

impl World {
    pub(crate) async fn sign_up(&self, email: &str) -> Result<(), AppError> {
        let form = SignUpForm {
            email: email.to_owned(),
            name: email.split('@').next().unwrap().to_owned(),
            password: password(PASSWORD),
            invitation: None,
        };
        self.app.sign_up(&home(), form).await
    }

    pub(crate) async fn sign_in(
        &self,
        email: &str,
        word: &str,
        code: Option<&str>,
    ) -> Result<SignedIn, AppError> {
        self.sign_in_from(&home(), email, word, code).await
    }

    pub(crate) async fn sign_in_from(
        &self,
        visitor: &Visitor,
        email: &str,
        word: &str,
        code: Option<&str>,
    ) -> Result<SignedIn, AppError> {
        let form =
            SignInForm { email: email.to_owned(), password: password(word), code: code.map(str::to_owned) };
        self.app.sign_in(visitor, form).await
    }

    /// Whoever holds the token of a session, if it is good.
    pub(crate) async fn known(&self, cookie: &str) -> Option<Caller> {
        self.app.by_session(cookie, None, home()).await.unwrap()
    }

    /// Somebody who has signed up, shown that the address is theirs, and signed in.
    pub(crate) async fn person(&self, name: &str) -> Person {
        let email = format!("{name}@example.com");
        self.sign_up(&email).await.unwrap();
        let token = self.token(&email, "Confirm").await;
        self.app.verify_email(&home(), &token).await.unwrap();
        self.session(&email, None).await
    }

    /// Somebody signs in.
    pub(crate) async fn session(&self, email: &str, code: Option<&str>) -> Person {
        let signed = self.sign_in(email, PASSWORD, code).await.unwrap_or_else(|error| panic!("{error}"));
        let cookie = signed.token.expose().to_owned();
        let caller = self.known(&cookie).await.unwrap();
        Person { email: email.to_owned(), caller, cookie }
    }

    pub(crate) async fn workspace(&self, owner: &Person, name: &str) -> Workspace {
        self.app.create_workspace(&owner.caller, name, None).await.unwrap()
    }

    /// Somebody becomes a member.
    pub(crate) async fn join(&self, owner: &Person, workspace: WorkspaceId, who: &Person, role: Role) {
        self.app.invite(&owner.caller, workspace, &who.email, role).await.unwrap();
        let token = self.token(&who.email, "invites").await;
        self.app.accept_invitation(&who.caller, &token).await.unwrap();
    }

    /// An API token of somebody, as the machine that has it.
    pub(crate) async fn machine(&self, who: &Person, scopes: &str, only: Option<WorkspaceId>) -> Caller {
        let scopes: Scopes = scopes.parse().unwrap();
        let (_, token) = self.app.create_token(&who.caller, "machine", &scopes, only, None).await.unwrap();
        self.app.by_token(token.expose(), None, home()).await.unwrap().unwrap()
    }

    /// The one-time code of this moment, from a secret as it is typed.
    pub(crate) fn code(&self, typed: &str) -> String {
        let typed: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
        let secret = data_encoding::BASE32_NOPAD.decode(typed.as_bytes()).unwrap();
        let step = u64::try_from(self.now().as_second()).unwrap() / 30;
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &secret);
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let tag = tag.as_ref();
        let at = usize::from(tag[19] & 15);
        let number = u32::from_be_bytes(tag[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
        format!("{:06}", number % 1_000_000)
    }
}
