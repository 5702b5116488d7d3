//! D4 利用者基本情報.

use tasuki_terms::FileKind::{
    PreventionUser, PreventionUserAnnex1, PreventionUserAnnex2, PreventionUserDelete,
};
use tasuki_terms::SendingUnit;

use crate::Rule;
use crate::conformance::Pattern::D4;
use crate::conformance::edits::{
    empty_optional, fill_optional, longest, public_assistance, put, with_breaks, with_characters,
    with_long_text, without_last_person,
};
use crate::conformance::recipe::Recipe;
use crate::generate::Draft;

const UNIT: SendingUnit = SendingUnit::PreventionUser;

pub(super) fn recipes() -> Vec<Recipe> {
    let valid = |slug, title| Recipe::valid(UNIT, slug, title);
    let boundary = |slug, title| Recipe::boundary(UNIT, slug, title);
    let faulty = |slug, title, rules| Recipe::faulty(UNIT, slug, title, rules);
    vec![
        valid(
            "prevention-user",
            "利用者基本情報（別表1・別表2・家族構成の画像）",
        ),
        Recipe::valid(
            SendingUnit::PreventionUserDelete,
            "prevention-user-delete",
            "D4-01の利用者基本情報の削除",
        )
        .of(D4, 1),
        valid("alone", "別表も画像もない利用者基本情報").edit(|draft| {
            draft.sheets.retain(|sheet| sheet.kind == PreventionUser);
            without_images(draft);
        }),
        valid("two-images", "画像が2つ").users(8),
        boundary("optional-empty", "任意の項目がすべて空").edit(empty_optional),
        boundary("optional-filled", "任意の項目をすべて入力").edit(fill_optional),
        boundary("longest-numbers", "数字の項目が最大の桁数").edit(longest),
        boundary("line-breaks-and-quotes", "文中に改行・カンマ・引用符").edit(with_breaks),
        boundary("ms932-characters", "IBM拡張文字・丸数字・半角カナ").edit(with_characters),
        boundary("long-text", "4,000文字の文章")
            .users(1)
            .edit(with_long_text),
        boundary("public-assistance", "生保単独の被保険者番号（H）").people(public_assistance),
        boundary("not-certified", "要介護状態区分が非該当（01）")
            .edit(|draft| put(draft, PreventionUser, "care_level", "01")),
        faulty("image-broken", "画像がJPEGでない", &[Rule::FILE_IMAGE]).edit(|draft| {
            for (_, bytes) in &mut draft.images {
                *bytes = b"GIF89a".to_vec();
            }
        }),
        faulty(
            "image-missing",
            "記載された画像がない",
            &[Rule::UNIT_IMAGE_MISSING],
        )
        .edit(|draft| draft.images.clear()),
        faulty(
            "image-unused",
            "画像が記載されていない",
            &[Rule::UNIT_IMAGE_UNUSED],
        )
        .edit(|draft| put(draft, PreventionUser, "family_image_file", "")),
        faulty(
            "image-name",
            "画像の名前が決められた形でない",
            &[Rule::RECORD_KIH_3, Rule::UNIT_IMAGE_MISSING],
        )
        .edit(|draft| {
            draft.images.clear();
            put(
                draft,
                PreventionUser,
                "family_image_file",
                "UPKIHON_IMAGE_family.jpg",
            );
        }),
        faulty(
            "method-not-explained",
            "相談方法が「その他」で内容が空",
            &[Rule::RECORD_KIH_1],
        )
        .edit(|draft| {
            put(draft, PreventionUser, "consult_method", "03");
            put(draft, PreventionUser, "consult_method_other", "");
        }),
        faulty(
            "state-not-explained",
            "現況が「入院又は入所中」で補足が空",
            &[Rule::RECORD_KIH_2],
        )
        .edit(|draft| {
            put(draft, PreventionUser, "present_status", "02");
            put(draft, PreventionUser, "present_status_note", "");
        }),
        faulty(
            "annex-of-nobody",
            "利用者基本情報にない利用者が別表にいる",
            &[Rule::UNIT_ORPHAN],
        )
        .edit(|draft| without_last_person(draft, PreventionUser)),
        faulty(
            "annex-of-other-day",
            "別表1の相談日が利用者基本情報と違う",
            &[Rule::UNIT_ORPHAN],
        )
        .edit(|draft| put(draft, PreventionUserAnnex1, "consulted_on", "20250301")),
        faulty(
            "needed-empty",
            "必要な委託の有無が空",
            &[Rule::FIELD_NEEDED],
        )
        .edit(|draft| put(draft, PreventionUser, "consignment", "")),
        faulty(
            "code-out-of-list",
            "経過のコードが一覧にない",
            &[Rule::FIELD_CODE],
        )
        .edit(|draft| put(draft, PreventionUserAnnex2, "progress", "04")),
        faulty("phone-too-long", "電話番号が16桁", &[Rule::FIELD_LENGTH])
            .edit(|draft| put(draft, PreventionUser, "phone", "0300-0000-000000")),
        faulty(
            "required-empty",
            "必須の利用者氏名が空",
            &[Rule::FIELD_REQUIRED],
        )
        .edit(|draft| put(draft, PreventionUser, "user_name", "")),
        Recipe::faulty(
            SendingUnit::PreventionUserDelete,
            "delete-without-day",
            "削除の相談日が空",
            &[Rule::FIELD_REQUIRED],
        )
        .edit(|draft| put(draft, PreventionUserDelete, "consulted_on", "")),
    ]
}

fn without_images(draft: &mut Draft) {
    draft.images.clear();
    for record in draft.records(PreventionUser) {
        record.remove("family_image_file");
    }
}
