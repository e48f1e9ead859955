import pytest

from bowerbird.pipeline.language import guess_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The bird builds a bower of sticks and decorates it with blue things that it finds in the wood.", "en"),
        ("Der Vogel baut eine Laube aus Zweigen und schmückt sie mit blauen Dingen, die er im Wald findet.", "de"),
        ("L'oiseau construit une tonnelle avec des branches et la décore de choses bleues dans les bois.", "fr"),
        ("El pájaro construye una enramada con ramas y la decora con cosas azules que encuentra en el bosque.", "es"),
        ("鳥は枝であずまやを作り、青いもので飾ります。", "ja"),
        ("园丁鸟用树枝搭建凉亭并用蓝色物品装饰", "zh"),
        ("Птица строит беседку из веток и украшает её синими предметами.", "ru"),
        ("Το πουλί χτίζει μια κρυψώνα από κλαδιά.", "el"),  # noqa: RUF001
        ("xyzzy 1234 {} -> foo(bar)", None),
        ("", None),
    ],
)
def test_guess(text: str, language: str | None) -> None:
    assert guess_language(text) == language
