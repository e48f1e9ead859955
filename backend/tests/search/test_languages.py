"""Words of every language are found: stemmed, without their accents, and where nothing stands between them."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from tests.fixtures_api import MadeUser
from tests.search.conftest import add_asset, settle

LIBRARY = {
    "zh.txt": ("zh", "Debian 项目开发自由软件操作系统，由世界各地的志愿者共同维护。"),  # noqa: RUF001
    "ja.txt": ("ja", "Debian プロジェクトは、自由なオペレーティングシステムを開発しています。猫も歓迎です。"),
    "ko.txt": ("ko", "데비안 프로젝트는 자유 소프트웨어 운영체제를 개발합니다. 학교에서도 쓰입니다."),
    "th.txt": ("th", "โครงการเดเบียนพัฒนาระบบปฏิบัติการซอฟต์แวร์เสรีสำหรับทุกคน"),
    "de.txt": ("de", "Die Universitäten veröffentlichen ihre Forschungsberichte; große Häuser stehen an der Straße."),
    "fr.txt": ("fr", "Les élèves ont préparé leur résumé à côté du château pendant l'été."),
    "pl.txt": ("pl", "Żółta łódka płynie po jeziorze."),
    "ru.txt": ("ru", "Проект разрабатывает свободные операционные системы; ёлка стоит в углу."),
    "vi.txt": ("vi", "Dự án phát triển hệ điều hành tự do cho mọi người dùng."),
    "en.txt": ("en", "The report annual-figures.pdf lies in archive/2024/budget.xlsx beside the word 北京大学 and a naïve note."),
}


@pytest.fixture
def library(session: Session, user: MadeUser) -> None:
    for name, (lang, content) in LIBRARY.items():
        add_asset(session, user.library_id, content, name=name, lang=lang, is_embedded=False)
    settle(session)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("操作系统", "zh.txt"),
        ("志愿者", "zh.txt"),
        ("プロジェクト", "ja.txt"),
        ("開発", "ja.txt"),
        ("猫", "ja.txt"),
        ("학교", "ko.txt"),
        ("운영체제", "ko.txt"),
        ("ซอฟต์แวร์", "th.txt"),
        ("ระบบ", "th.txt"),
        ("Universität", "de.txt"),
        ("universitat", "de.txt"),
        ("Forschungsbericht", "de.txt"),
        ("Haus", "de.txt"),
        ("strasse", "de.txt"),
        ("eleve", "fr.txt"),
        ("RESUME", "fr.txt"),
        ("chateau", "fr.txt"),
        ("zolta", "pl.txt"),
        ("lodka", "pl.txt"),
        ("системе", "ru.txt"),
        ("елка", "ru.txt"),
        ("he dieu hanh", "vi.txt"),
        ("大学", "en.txt"),
        ("naive", "en.txt"),
        ("budget", "en.txt"),
        ("annual figures", "en.txt"),
    ],
)
def test_a_word_finds_the_text_it_stands_in(client: TestClient, library: None, query: str, name: str) -> None:
    answer = client.post("/api/v1/search", json={"query": query}).json()
    assert [item["asset"]["name"] for item in answer["items"]][:1] == [name]


@pytest.mark.parametrize(
    ("query", "said"),
    [("wo steht das Haus an der Straße und was ist es", ["other_language"]), ("操作系统", ["other_language"]), ("house", [])],
)
def test_a_language_that_the_model_does_not_know_is_said(client: TestClient, library: None, query: str, said: list[str]) -> None:
    answer = client.post("/api/v1/search", json={"query": query}).json()
    assert [hint["code"] for hint in answer["hints"]] == said
    assert answer["degraded"] == []


def test_it_is_said_where_no_history_is_kept(client: TestClient, session: Session, library: None) -> None:
    client.put("/api/v1/search/history/settings", json={"keep": False})
    answer = client.post("/api/v1/search", json={"query": "操作系统"}).json()
    assert [(hint["code"], hint["text"]) for hint in answer["hints"]] == [("other_language", "")]
    written = session.execute(text("SELECT row_to_json(s)::text FROM searches s WHERE id = :id"), {"id": answer["search_id"]}).scalar_one()
    assert "操作" not in written


@pytest.mark.parametrize("query", ["中央银行", "กฎหมาย", "銀河鉄道", "병원"])
def test_words_that_are_nowhere_find_nothing(client: TestClient, library: None, query: str) -> None:
    assert client.post("/api/v1/search", json={"query": query}).json()["items"] == []


def test_a_small_word_of_the_query_is_small_in_every_language(client: TestClient, session: Session, user: MadeUser) -> None:
    add_asset(session, user.library_id, "Das Handbuch beschreibt the und for als Befehle", name="de.txt", lang="de", is_embedded=False)
    add_asset(session, user.library_id, "A receipt for headphones", name="en.txt", lang="en", is_embedded=False)
    settle(session)
    for query in ("how much was paid for the headphones", "the headphones"):
        found = client.post("/api/v1/search", json={"query": query, "retrievers": ["lexical"], "cut_off": False}).json()["items"]
        assert [item["asset"]["name"] for item in found] == ["en.txt"], query
    for query in ("the", '"the und"', "Befehle for"):
        found = client.post("/api/v1/search", json={"query": query}).json()["items"]
        assert [item["asset"]["name"] for item in found] == ["de.txt"], query
