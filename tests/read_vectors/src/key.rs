//! The keys of the corpus.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process,
    sync::{LazyLock, OnceLock},
    thread,
};

use crate::{Case, from_base64, list, path};

/// A key of the corpus: the GetPublicKey response, the private key, and cases.
#[derive(Debug)]
pub struct CorpusKey {
    name: String,
    members: Case,
    /// By the name of their list.
    lists: BTreeMap<String, Vec<Case>>,
}

/// Each key by its name, read when it is first asked for.
static KEYS: LazyLock<BTreeMap<String, OnceLock<CorpusKey>>> = LazyLock::new(|| {
    let folder = path("corpus/keys");
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let name = |file: fs::DirEntry| file.file_name().to_str()?.strip_suffix(".jsonl").map(str::to_owned);
    files.filter_map(|file| name(file.expect("a file"))).map(|name| (name, OnceLock::new())).collect()
});

impl CorpusKey {
    /// The key with this name: spec, use and number, such as `ECC_NIST_P256-sign-1`.
    pub fn named(name: &str) -> &'static Self {
        KEYS.get(name).unwrap_or_else(|| panic!("no key has the name {name}")).get_or_init(|| Self::read(name))
    }

    /// Every key, by name.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        KEYS.keys().map(|name| Self::named(name))
    }

    /// The keys of a usage: `SIGN_VERIFY`, `ENCRYPT_DECRYPT`, `KEY_AGREEMENT` or `ENCAPSULATE_DECAPSULATE`.
    pub fn of_usage(usage: &str) -> impl Iterator<Item = &'static Self> {
        Self::all().filter(move |key| key.usage() == usage)
    }

    fn read(name: &str) -> Self {
        let mut lines = list(&format!("corpus/keys/{name}.jsonl")).into_iter();
        let members = lines.next().expect("the first line is the key");
        let mut lists = BTreeMap::<String, Vec<Case>>::new();
        for case in lines {
            let list = case.text("list").to_owned();
            let place = format!("{name}, {list}");
            let cases = lists.entry(list).or_default();
            cases.push(case.renamed(&place, cases.len() + 1));
        }
        Self { name: name.to_owned(), members, lists }
    }

    /// The name of the key: spec, use and number.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The KeySpec.
    pub fn spec(&self) -> &str {
        self.members.text("KeySpec")
    }

    /// The KeyUsage.
    pub fn usage(&self) -> &str {
        self.members.text("KeyUsage")
    }

    /// The GetPublicKey response.
    pub fn response(&self) -> &str {
        self.members.text("response")
    }

    /// The GetPublicKey response that a case of this key is about: its own, or the key's.
    pub fn response_for<'a>(&'a self, case: &'a Case) -> &'a str {
        case.text_if_any("response").unwrap_or_else(|| self.response())
    }

    /// The public key: the SubjectPublicKeyInfo in the GetPublicKey response.
    pub fn public_key_der(&self) -> Vec<u8> {
        let response: serde_json::Value = serde_json::from_str(self.response()).expect("the response is JSON");
        from_base64(response["PublicKey"].as_str().expect("the response has a PublicKey"))
    }

    /// Writes the GetPublicKey response to a file named after the key, unless it is there, and returns its path.
    pub fn response_file(&self, folder: impl AsRef<Path>) -> PathBuf {
        let path = folder.as_ref().join(&self.name).with_extension("json");
        let write = || {
            fs::create_dir_all(&folder)?;
            // Renamed into place: other threads and processes find the whole file or none.
            let unfinished = path.with_extension(format!("{:?}-{}", thread::current().id(), process::id()));
            fs::write(&unfinished, self.response())?;
            fs::rename(unfinished, &path)
        };
        if fs::read(&path).is_ok_and(|found| found == self.response().as_bytes()) {
            return path;
        }
        write().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        path
    }

    /// The private key: a PKCS #8 PrivateKeyInfo in PEM.
    pub fn private_key_pem(&self) -> &str {
        self.members.text("private_key")
    }

    /// The private key: a PKCS #8 PrivateKeyInfo in DER.
    pub fn private_key_der(&self) -> Vec<u8> {
        let lines = self.private_key_pem().lines().filter(|line| !line.starts_with('-'));
        from_base64(&lines.collect::<String>())
    }

    /// The seed d ‖ z of an ML-KEM key, in hexadecimal digits.
    pub fn seed_d_z(&self) -> &str {
        self.members.text("seed_d_z")
    }

    /// The cases of a list: `cases` and `ciphertexts` of an encryption key, `peers` and `refused` of an agreement key,
    /// `encapsulations` of an encapsulation key.
    pub fn list(&self, name: &str) -> &[Case] {
        self.lists.get(name).unwrap_or_else(|| panic!("{} has no list {name}", self.name))
    }

    /// The signature cases of a signing key.
    pub fn signatures(&self) -> &[Case] {
        self.list("signatures")
    }

    /// The first signature case of this kind with this algorithm and message type.
    pub fn signature(&self, kind: &str, algorithm: &str, message_type: &str) -> &Case {
        let wanted = [kind, algorithm, message_type];
        let is_it =
            |case: &&Case| ["kind", "SigningAlgorithm", "MessageType"].map(|member| case.text(member)) == wanted;
        self.signatures().iter().find(is_it).unwrap_or_else(|| panic!("{} has no case of {wanted:?}", self.name))
    }

    /// The first genuine signature with this algorithm and message type.
    pub fn genuine(&self, algorithm: &str, message_type: &str) -> &Case {
        self.signature("genuine", algorithm, message_type)
    }
}
