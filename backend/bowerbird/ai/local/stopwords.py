"""Function words of some languages: words that say nothing about what a text is about. ISO 639-1 code -> words, lower case."""

_WORDS = {
    "en": """a about above after again against all almost along already also although always am among an and another any anyone anything are around as
        at away back be became because become been before began behind being below best better between both but by came can cannot come could did do does
        done down during each either else enough even ever every everyone everything few find first for found from further gave get gets give given go goes
        going gone good got great had has have having he her here hers herself him himself his how however i if in indeed into is it its itself just keep
        kept know last later least left less let like likely little long look made make makes making many may me might mine more most much must my myself
        near need needs never new next no nobody none nor not nothing now of off often old on once one only onto or other others our ours out over own part
        per perhaps please put quite rather re really said same saw say says second see seem seen several shall she should since so some someone something
        soon still such take taken than that the their theirs them themselves then there therefore these they thing things third this those though three
        through thus to today together told too took toward towards tried try two under until up upon us use used uses using usually very via want was way
        we well went were what when where whether which while who whole whom whose why will with within without would yes yet you your yours yourself
        don't doesn't didn't isn't aren't wasn't won't can't couldn't it's i'm we're you're they're that's there's let's four five six seven eight nine ten
        monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december
        jan feb mar apr jun jul aug sep sept oct nov dec etc eg ie fig figure table page pages section chapter dear sincerely regards""",
    "de": """aber alle allem allen aller alles als also am an andere anderen anderer anderes auch auf aus außer bei beim bereits bin bis bist da dabei dadurch
        dafür dagegen daher damit danach dann daran darauf daraus darf darin darüber das dass davon dazu dein deine dem den denn der deren des dessen dich
        die dies diese diesem diesen dieser dieses dir doch dort du durch dürfen ein eine einem einen einer eines einige einigen einmal er erst es etwa
        etwas euch euer für ganz gar gegen gewesen gibt habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer
        in indem ins ist ja jede jedem jeden jeder jedes jedoch jetzt kann kein keine keinem keinen keiner können könnte mal man mehr mein meine meinen mich
        mir mit muss müssen nach nachdem nein nicht nichts noch nun nur ob oder ohne schon sehr sein seine seinem seinen seiner seit sich sie sind so sogar
        soll sollen sollte sondern sonst sowie über um und uns unser unsere unter vom von vor wann war waren warum was weg weil weiter welche welchem
        welchen welcher wenn wer werde werden wie wieder will wir wird wo wobei wohl worden wurde wurden zu zum zur zwar zwei zwischen seite""",
    "fr": """à afin ai ainsi alors après as au aucun aucune auquel aussi autre autres aux avait avant avec avoir ayant beaucoup bien c ça car ce ceci cela
        celle celles celui cependant ces cet cette ceux chaque chez comme comment d dans de depuis des deux dès dit doit donc dont du elle elles en encore
        entre es est et étaient était été être eu eux fait faire fois font hors ici il ils j jamais je jusqu l la là laquelle le lequel les leur leurs lors
        lorsque lui m ma mais me même mêmes mes mieux moi moins mon n ne ni non nos notre nous on ont ou où par parce pas pendant peu peut peuvent plus
        plusieurs plutôt pour pourquoi près puis qu quand que quel quelle quelles quelque quelques quels qui quoi s sa sans sauf se sera ses seulement si
        sinon soit son sont sous souvent suis sur t ta tandis te tel telle telles tes toi ton toujours tous tout toute toutes très trop tu un une vers
        voici vos votre vous y page""",
    "es": """a además al algo alguna algunas alguno algunos ante antes aquel aquella así aún aunque bajo bien cada casi como cómo con contra cual cuales
        cualquier cuando cuándo cuanto de debe del desde después dice donde dónde dos durante e el él ella ellas ellos en entonces entre era eran es esa esas
        ese eso esos esta está están este esto estos fue fueron gran ha había habían hacia han hasta hay hizo incluso la las le les lo los luego más me
        mediante menos mi mientras mis misma mismo mucho muchos muy nada ni no nos nosotros nuestra nuestro o otra otras otro otros para pero poco por porque
        primera puede pueden pues que qué quien quién se sea según ser si sí sido siempre sin sino sobre son su sus también tan tanto te tiene tienen toda
        todas todo todos tras tu tus un una unas uno unos usted vez y ya yo página""",
    "it": """a abbiamo ad agli ai al alcuni alla alle allo altra altre altri altro anche ancora avere aveva c che chi ci cioè col come con contro così cui d da
        dagli dai dal dalla dalle dallo degli dei del dell della delle dello dentro di dopo dove due e è ed era erano essere fa fino fra gli già ha hanno ho i
        il in infatti io l la le lei li lo loro lui ma mai me meno mentre mi mia mio molti molto ne nei nel nell nella nelle nello no noi non nostra nostro o
        ogni oppure ora per perché però più poi prima proprio può qua quale quali quando quanto quella quelle quelli quello questa queste questi questo qui
        se sei sempre senza si sia siamo solo sono sopra sotto sta stata stato su sua sue sugli sui sul sulla suo suoi te ti tra troppo tu tutta tutte tutti
        tutto un una uno vi voi pagina""",
    "pt": """a ainda além algum alguma algumas alguns ante antes ao aos apenas após aquela aquele aqui as assim até cada com como contra da das de dela dele
        depois desde dessa desse desta deste do dois dos durante e é ela elas ele eles em enquanto então entre era eram essa essas esse esses esta está estão
        estas este estes eu foi foram há isso isto já la lhe lo mais mas me menos mesma mesmo meu minha muito muitos na não nas nem no nos nós nossa nosso num
        numa o onde os ou outra outras outro outros para pela pelas pelo pelos pode podem por porque porém quando quanto que quem são se seja sem sempre ser
        será seu seus só sob sobre sua suas também tão tem têm ter toda todas todo todos um uma umas uns você página""",
    "nl": """aan af al alle alleen als altijd andere ben bij binnen boven daar daarna dan dat de deze die dit doch doen dood door dus echter een eens en er
        ervan geen geweest haar had hadden hebben heb heeft hem het hier hij hoe hun ieder iets ik in is ja je jij kan kon kunnen maar me meer men met mij mijn
        moet moeten na naar niet niets nog nu of om omdat ons onder ook op over reeds steeds te tegen toch toen tot tussen twee u uit uw van veel vaak vanaf
        vol voor vooral waar wanneer want waren was wat we wel werd werden wie wij worden wordt zal ze zeer zelf zich zij zijn zo zonder zou zullen""",
    "sv": """alla allt än är att av blev bli blir då de dem den denna deras dess det detta dig din där du efter ej eller en er ett från för genom ha hade han
        hans har hela henne her här hon hur i icke in inte ja jag kan kom kunde man med mellan men mer mig min mot mycket ni när någon något några nog nu och
        också om oss på rätt sedan sig sin sina skulle som så till två under upp ut utan vad var vara vi vid vilka vill över""",
    "pl": """a aby albo ale ani az bardzo bez bo był była było były będzie być by ci co czy czyli dla dlatego do gdy gdzie go i ich ile im inne iż ja jak jako
        je jednak jego jej jest już każdy kiedy kto która które którego której który których lub ma mi między mnie może można na nad nam nas nawet nic nich
        nie niego nim niż o od ona one oni ono oraz po pod podczas poza przed przez przy są się sobie sposób swoje ta tak także tam te tego tej ten też to
        trzeba tu tych tylko tym u w wiele wszystko wtedy we więc z za ze zawsze że""",
}

STOPWORDS = {lang: frozenset(words.split()) for lang, words in _WORDS.items()}
ANY = frozenset().union(*STOPWORDS.values())


def stopwords(lang: str | None) -> frozenset[str]:
    """Of a language, given as an ISO 639-1 code or a longer tag (`de-AT`); where it is unknown, of all of them."""
    return STOPWORDS.get((lang or "").split("-")[0].lower(), ANY)
