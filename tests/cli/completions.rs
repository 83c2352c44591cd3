//! Completions, run in the shells that they are for.

use std::{process::Command, thread};

use crate::folder::Folder;

/// The words that each line may continue with, some of them.
const OFFERED: &[(&str, &[&str])] = &[
    ("kms-offline ver", &["verify"]),
    ("kms-offline verify --", &["--key", "--signature", "--explain"]),
    ("kms-offline verify --algorithm ", &["ECDSA_SHA_256", "SM2DSA"]),
    ("kms-offline verify --message-type ", &["raw", "digest", "external-mu"]),
    ("kms-offline inspect --key-spec ", &["RSA_2048", "ML_DSA_65"]),
    ("kms-offline inspect --key-usage ", &["SIGN_VERIFY", "KEY_AGREEMENT"]),
    ("kms-offline inspect --allow ", &["ECDH", "ML_KEM", "RSAES_OAEP_SHA_256"]),
    ("kms-offline encrypt --algorithm ", &["RSAES_OAEP_SHA_256"]),
    ("kms-offline jwe ", &["encrypt", "inspect", "decrypt"]),
    ("kms-offline jwe encrypt --algorithm ", &["RSAES_OAEP_SHA_256", "ECDH"]),
    ("kms-offline jwe decrypt --", &["--cek", "--shared-secret", "--out"]),
    ("kms-offline convert --to ", &["pem", "der", "jwk", "p1363", "ethereum"]),
];

/// Runs a script that prints the completions of the line in `LINE`, for each line.
fn offers_all(shell: &str, script: &str) {
    let folder = Folder::new();
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_kms-offline")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    // zsh looks for a command's completions in a file of this name.
    folder.write("_kms-offline", folder.run(["completions", shell]).done());
    let offers = |line: &str, expected: &[&str]| {
        let mut run = Command::new(shell);
        if shell == "zsh" {
            run.arg("-f");
        }
        run.args(["-c", script]);
        run.current_dir(folder.path("")).env("LINE", line).env("PATH", &path);
        let Ok(output) = run.output() else {
            eprintln!("not run: there is no `{shell}` here");
            return;
        };
        let shown = String::from_utf8_lossy(&output.stdout);
        let words: Vec<&str> = shown.split_whitespace().collect();
        for word in expected {
            assert!(words.contains(word), "{shell}: {line:?} does not offer {word}: {output:?}");
        }
    };
    // Four at once: the shells wait most of the time.
    for lines in OFFERED.chunks(4) {
        thread::scope(|scope| {
            for (line, expected) in lines {
                scope.spawn(|| offers(line, expected));
            }
        });
    }
}

#[test]
fn bash_offers_commands_options_and_values() {
    offers_all(
        "bash",
        r#". ./_kms-offline
read -r -a COMP_WORDS <<< "$LINE"
[[ $LINE == *' ' ]] && COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$LINE COMP_POINT=${#LINE}
function=$(complete -p kms-offline | sed 's/.*-F \([^ ]*\).*/\1/')
"$function" kms-offline "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
printf '%s\n' "${COMPREPLY[@]}""#,
    );
}

#[test]
fn fish_offers_commands_options_and_values() {
    offers_all("fish", r#"source ./_kms-offline; complete -C "$LINE" | cut -f 1"#);
}

#[test]
fn zsh_offers_commands_options_and_values() {
    // zsh completes only in its line editor, so this types the line into a shell on a pseudo-terminal, and lists the
    // matches.
    offers_all(
        "zsh",
        r#"zmodload zsh/zpty
zpty -b z 'TERM=dumb zsh -f -i'
zpty -w z 'PS1=; unsetopt zle_bracketed_paste; fpath=($PWD $fpath); autoload -U compinit; compinit -u -D; LISTMAX=1000; setopt NO_LIST_AMBIGUOUS AUTO_LIST; zstyle ":completion:*" list-prompt ""; bindkey "^I" complete-word; bindkey "^X" list-choices; stty columns 400 rows 400; print REA""DY'
seen=
repeat 400; do
    if zpty -r -t z piece; then seen+=$piece; else sleep 0.05; fi
    [[ $seen == *READY* ]] && break
done
sleep 0.2
zpty -n -w z "$LINE"$'\t\C-x'
sleep 1
seen=
while zpty -r -t z piece; do seen+=$piece; done
zpty -d z
print -r -- "${seen//$'\e'\[[0-9;?]#[a-zA-Z]/ }" | tr -d '\r\007'"#,
    );
}
