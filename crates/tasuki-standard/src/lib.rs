//! The ケアプランデータ連携標準仕様 as a library
