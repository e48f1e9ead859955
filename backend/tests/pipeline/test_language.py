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
        ("領収書 合計 3,000円", "ja"),
        ("鉄道駅周辺図", "ja"),
        ("臺灣大學圖書館", "zh"),
        ("Това е добре дошло в България", "bg"),  # noqa: RUF001
        ("Объявление о съезде", "ru"),  # noqa: RUF001
        ("Живот је леп љубави моја", "sr"),  # noqa: RUF001
        ("Дзень добры, гэта мой ўрок", "be"),
        ("آپ کیسے ہیں؟ یہ ایک خط ہے", "ur"),
        ("سلام دنیا چطوری", "fa"),
        ("আমার সোনার বাংলা", "bn"),
        ("გამარჯობა", "ka"),
        ("This is a test file", "en"),
        ("Where is my passport?", "en"),
        ("Nos vemos mañana en la playa", "es"),
        ("Vielen Dank für Ihre Nachricht", "de"),
        ("Anna Martin, La Paz", None),
        ("xyzzy 1234 {} -> foo(bar)", None),
        ("", None),
    ],
)
def test_guess(text: str, language: str | None) -> None:
    assert guess_language(text) == language
