use super::*;

/// A folder with empty files.
struct World {
    dir: tempfile::TempDir,
}

const PLAN: &str = "UPPLAN_202504_1370000001_43_1370000002_11_20250325102000.CSV";

impl World {
    fn with(names: &[&str]) -> Self {
        let world = Self {
            dir: tempfile::tempdir().unwrap(),
        };
        for name in names {
            let path = world.at(name);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, "").unwrap();
        }
        world
    }

    fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Names relative to the folder, of files and of what was left out.
    fn told(&self, given: &Given) -> [Vec<String>; 2] {
        let told = |path: &Path| {
            let path = path.strip_prefix(self.dir.path()).unwrap();
            path.display().to_string()
        };
        [
            given.files.iter().map(|one| told(&one.path)).collect(),
            given.left_out.iter().map(|path| told(path)).collect(),
        ]
    }
}

#[test]
fn folders_are_searched_in_order_and_each_file_is_found_once() {
    let world = World::with(&["b/c/2.CSV", "b/1.csv", "a.CSV", "b/z.pdf", "b/.hidden.csv"]);
    let paths = [world.dir.path().into(), world.at("a.CSV")];
    let found = Given::to_check(&paths, None).unwrap();
    let [files, ignored] = world.told(&found);
    assert_eq!(files, ["a.CSV", "b/1.csv", "b/c/2.CSV"]);
    assert_eq!(ignored, ["b/z.pdf"]);
}

#[test]
fn of_a_folder_only_what_is_named_as_the_standards_is_taken() {
    let image = "UPKIHON_IMAGE_1370000001_43_1370000002_11_20250325102000_1.jpg";
    let world = World::with(&[
        PLAN,
        image,
        "住所録.csv",
        "UPPLAN_メモ.pdf",
        "in/UPPLAN_1.CSV",
    ]);
    let folder = world.dir.path();
    let given = Given::in_folder(folder).unwrap();
    let [files, left_out] = world.told(&given);
    assert_eq!(files, [image, PLAN]);
    assert_eq!(left_out, ["UPPLAN_メモ.pdf", "住所録.csv"]);

    let named = [folder.into(), world.at("住所録.csv"), world.at(PLAN)];
    let [files, left_out] = world.told(&Given::to_rewrite(&named[..1]).unwrap());
    assert_eq!((files.len(), left_out.len()), (2, 2));
    let [files, left_out] = world.told(&Given::to_rewrite(&named[1..]).unwrap());
    assert_eq!(files, ["住所録.csv", PLAN]);
    assert_eq!(left_out, [""; 0]);

    let [files, _] = world.told(&Given::exported(folder).unwrap());
    assert_eq!(files, [image, PLAN, "住所録.csv"]);
}

#[test]
fn what_cannot_be_found_or_read_is_wrong_use() {
    let world = World::with(&["a.pdf"]);
    let code = |path: &str, name| {
        let refusal = Given::to_check(&[world.at(path)], name).unwrap_err();
        refusal.code
    };
    assert_eq!(code("nothing.CSV", None), "use.no-such-path");
    assert_eq!(code("a.pdf", Some("A.CSV")), "use.name-without-input");
    let unnamed = Given::to_check(&["-".into()], None).unwrap_err();
    assert_eq!(unnamed.code, "use.input-without-name");
    let elsewhere = Given::to_rewrite(&["-".into()]).unwrap_err();
    assert_eq!(elsewhere.code, "use.no-standard-input");
    let no_files = ["in", "nothing", "-"].map(|path| world.at(path));
    fs_err::create_dir(&no_files[0]).unwrap();
    let codes = no_files.map(|path| refuse_unless_file(&path).unwrap_err().code);
    assert_eq!(
        codes,
        ["use.folder", "use.no-such-path", "use.no-such-path"]
    );
    let stdin = refuse_unless_file(Path::new("-")).unwrap_err();
    assert_eq!(stdin.code, "use.no-standard-input");
    let no_folder = Given::in_folder(&world.at("a.pdf")).unwrap_err();
    assert_eq!(no_folder.code, "use.unreadable");
    assert!(
        no_folder.what.contains("フォルダーではありません"),
        "{}",
        no_folder.what
    );
}

#[cfg(unix)]
#[test]
fn what_is_neither_file_nor_folder_is_refused_and_not_waited_for() {
    use std::os::unix::net::UnixListener;

    let world = World::with(&[PLAN]);
    let _named = UnixListener::bind(world.at("UPJSK_1.CSV")).unwrap();
    let _other = UnixListener::bind(world.at("socket")).unwrap();
    for path in [world.at("socket"), "/dev/null".into(), "/dev/zero".into()] {
        for refusal in [
            Given::to_check(std::slice::from_ref(&path), None).unwrap_err(),
            Given::to_rewrite(std::slice::from_ref(&path)).unwrap_err(),
            named_place(&path).unwrap_err(),
            GivenFile::new(path.clone()).read().unwrap_err(),
        ] {
            assert_eq!(refusal.code, "use.no-file", "{}", path.display());
        }
    }
    let among = Given::in_folder(world.dir.path()).unwrap_err();
    assert_eq!(among.code, "use.no-file");
    fs_err::remove_file(world.at("UPJSK_1.CSV")).unwrap();
    let [files, left_out] = world.told(&Given::in_folder(world.dir.path()).unwrap());
    assert_eq!(files, [PLAN]);
    assert_eq!(left_out, ["socket"]);
}

#[test]
fn no_more_is_read_than_may_be() {
    let world = World::with(&["a.CSV"]);
    fs_err::write(world.at("a.CSV"), "12345").unwrap();
    let file = GivenFile::new(world.at("a.CSV"));
    assert_eq!(file.read_at_most(5).unwrap(), b"12345");
    assert_eq!(file.read_at_most(4).unwrap_err().code, "file.too-large");
    assert_eq!(file.read().unwrap(), b"12345");
}
