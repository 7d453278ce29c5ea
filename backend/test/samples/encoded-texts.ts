/** Real sentences, and the encodings that their writers' systems saved them in before Unicode. */
export const TEXTS: Record<string, { encodings: string[]; note: string; long: string }> = {
  japanese: {
    encodings: ['shift_jis', 'euc-jp'],
    note: '明日の面談は午後三時からです。資料を二部印刷して持ってきてください。よろしくお願いします。',
    long: `新しいコーチング講座のお知らせです。四月から六月まで、毎週水曜日の夜七時に駅前の会議室で行います。参加費は一回三千円で、学生は半額になります。
初回は自己紹介と目標の設定を行います。ノートと筆記用具をお持ちください。二回目からは、毎週の課題について二人一組で話し合います。
「続けられるか心配」という声をよく聞きますが、大切なのは完璧にやることではなく、小さな一歩を毎日積み重ねることです。忙しい日は五分だけでもかまいません。
キャンセルの場合は、前日の正午までにメールでご連絡ください。当日のキャンセルは返金できませんので、ご了承ください。`,
  },
  'simplified Chinese': {
    encodings: ['gb18030'],
    note: '明天下午三点开会，请带上打印好的材料，并提前十分钟到会议室。谢谢大家的配合！',
    long: `新的辅导课程将于四月开始，每周三晚上七点在车站对面的会议室举行。每次课程收费三百元，学生可以享受半价优惠。
第一次课我们会互相介绍，并且确定各自的目标。请带上笔记本和笔。从第二次课开始，大家两人一组，讨论每周的作业。
很多人担心自己坚持不下去。其实重要的不是做得完美，而是每天向前走一小步。忙的时候，哪怕只有五分钟也可以。
如果需要取消，请在前一天中午以前发邮件通知我们。当天取消的课程不能退款，敬请谅解。`,
  },
  'traditional Chinese': {
    encodings: ['big5'],
    note: '明天下午三點開會，請帶上列印好的資料，並提前十分鐘到會議室。謝謝大家的配合！',
    long: `新的輔導課程將於四月開始，每週三晚上七點在車站對面的會議室舉行。每次課程收費三百元，學生可以享受半價優惠。
第一次課我們會互相介紹，並且確定各自的目標。請帶上筆記本和筆。從第二次課開始，大家兩人一組，討論每週的作業。
很多人擔心自己堅持不下去。其實重要的不是做得完美，而是每天向前走一小步。忙的時候，哪怕只有五分鐘也可以。
如果需要取消，請在前一天中午以前寄電子郵件通知我們。當天取消的課程無法退費，敬請見諒。`,
  },
  Korean: {
    encodings: ['euc-kr'],
    note: '내일 오후 세 시에 회의가 있습니다. 자료를 두 부 인쇄해서 가져와 주세요. 감사합니다.',
    long: `새로운 코칭 강좌를 안내해 드립니다. 사월부터 유월까지 매주 수요일 저녁 일곱 시에 역 앞 회의실에서 진행합니다. 참가비는 한 번에 삼만 원이고 학생은 절반만 내면 됩니다.
첫 시간에는 자기소개를 하고 목표를 정합니다. 공책과 필기도구를 가져오세요. 두 번째 시간부터는 매주 과제에 대해 두 사람씩 짝을 지어 이야기합니다.
끝까지 할 수 있을지 걱정된다는 말을 자주 듣습니다. 하지만 중요한 것은 완벽하게 하는 것이 아니라 날마다 작은 한 걸음을 내딛는 것입니다.
취소하실 때에는 전날 정오까지 전자우편으로 알려 주세요. 당일 취소는 환불되지 않습니다.`,
  },
  Russian: {
    encodings: ['windows-1251', 'koi8-r'],
    note: 'Завтра в три часа встреча. Принесите, пожалуйста, две копии документов.',
    long: `Новый курс начинается в апреле. Мы встречаемся каждую среду в семь часов вечера в зале напротив вокзала. Одно занятие стоит тысячу рублей, студенты платят половину.
На первом занятии мы знакомимся и ставим цели. Возьмите с собой тетрадь и ручку. Со второго занятия мы работаем в парах и обсуждаем задание недели.
Многие боятся, что не смогут продолжать. Но важно не делать всё идеально, а каждый день делать маленький шаг вперёд. В занятые дни хватит и пяти минут.
Если вы не можете прийти, напишите нам до полудня предыдущего дня. За отмену в тот же день деньги не возвращаются.`,
  },
  Ukrainian: {
    encodings: ['windows-1251', 'koi8-u'],
    note: 'Завтра о третій годині зустріч. Принесіть, будь ласка, дві копії документів.',
    long: `Новий курс починається у квітні. Ми зустрічаємося щосереди о сьомій годині вечора в залі навпроти вокзалу. Одне заняття коштує п'ятсот гривень, студенти сплачують половину.
На першому занятті ми знайомимося і ставимо цілі. Візьміть із собою зошит і ручку. З другого заняття ми працюємо в парах і обговорюємо завдання тижня.
Багато хто боїться, що не зможе продовжувати. Але важливо не робити все ідеально, а щодня робити маленький крок уперед.`,
  },
  Greek: {
    encodings: ['windows-1253', 'iso-8859-7'],
    note: 'Αύριο στις τρεις έχουμε συνάντηση. Φέρτε μαζί σας δύο αντίγραφα.',
    long: `Το νέο σεμινάριο αρχίζει τον Απρίλιο. Συναντιόμαστε κάθε Τετάρτη στις επτά το βράδυ στην αίθουσα απέναντι από τον σταθμό. Κάθε μάθημα κοστίζει δέκα ευρώ και οι φοιτητές πληρώνουν τα μισά.
Στο πρώτο μάθημα γνωριζόμαστε και βάζουμε στόχους. Φέρτε ένα τετράδιο και ένα στυλό. Από το δεύτερο μάθημα δουλεύουμε σε ζευγάρια και συζητάμε την άσκηση της εβδομάδας.
Πολλοί φοβούνται ότι δεν θα αντέξουν. Σημασία όμως δεν έχει να τα κάνουμε όλα τέλεια, αλλά να κάνουμε κάθε μέρα ένα μικρό βήμα.`,
  },
  German: {
    encodings: ['windows-1252', 'macintosh'],
    note: 'Bitte bringt für die Übung morgen früh große Blätter mit – danke schön!',
    long: `Der neue Kurs beginnt im April. Wir treffen uns jeden Mittwoch um sieben Uhr abends im Saal gegenüber dem Bahnhof. Eine Stunde kostet zehn Euro, Studierende zahlen die Hälfte.
In der ersten Stunde stellen wir uns vor und setzen Ziele. Bringen Sie bitte ein Heft und einen Stift mit. Ab der zweiten Stunde arbeiten wir zu zweit und sprechen über die Aufgabe der Woche.
Viele fürchten, dass sie nicht durchhalten. Wichtig ist aber nicht, alles perfekt zu machen, sondern täglich einen kleinen Schritt zu tun. An vollen Tagen genügen fünf Minuten.
Falls Sie absagen müssen, schreiben Sie uns bis zum Mittag des Vortags. „Später“ heißt: Die Gebühr wird fällig.`,
  },
  French: {
    encodings: ['windows-1252', 'macintosh'],
    note: 'Réunion demain à quinze heures ; apportez deux copies imprimées, s’il vous plaît.',
    long: `Le nouveau cours commence en avril. Nous nous retrouvons chaque mercredi à sept heures du soir dans la salle en face de la gare. Une séance coûte dix euros ; les étudiants paient la moitié.
À la première séance, chacun se présente et fixe ses objectifs. Prévoyez un cahier et un stylo. Dès la deuxième séance, nous travaillons à deux et parlons de l’exercice de la semaine.
Beaucoup craignent de ne pas tenir. L’important n’est pas d’être parfait, mais de faire chaque jour un petit pas en avant. Les jours chargés, cinq minutes suffisent.
En cas d’empêchement, écrivez-nous avant midi la veille. « Le jour même » est trop tard : la séance reste due.`,
  },
  Spanish: {
    encodings: ['windows-1252', 'macintosh'],
    note: '¿Mañana a las tres? Traigan dos copias impresas de la lección, por favor.',
    long: `El nuevo curso empieza en abril. Nos reunimos cada miércoles a las siete de la tarde en la sala de enfrente de la estación. Cada sesión cuesta diez euros; los estudiantes pagan la mitad.
En la primera sesión nos presentamos y fijamos objetivos. Traiga un cuaderno y un bolígrafo. Desde la segunda sesión trabajamos en parejas y hablamos del ejercicio de la semana.
Muchos temen que no podrán continuar. Lo importante no es hacerlo todo perfecto, sino dar cada día un pequeño paso más. ¿Poco tiempo? Cinco minutos bastan.`,
  },
  Polish: {
    encodings: ['windows-1250', 'iso-8859-2'],
    note: 'Jutro o piętnastej spotkanie. Proszę przynieść dwie kopie ćwiczeń.',
    long: `Nowy kurs zaczyna się w kwietniu. Spotykamy się w każdą środę o siódmej wieczorem w sali naprzeciwko dworca. Jedne zajęcia kosztują pięćdziesiąt złotych, studenci płacą połowę.
Na pierwszych zajęciach przedstawiamy się i wyznaczamy cele. Proszę zabrać zeszyt i długopis. Od drugich zajęć pracujemy w parach i omawiamy ćwiczenie tygodnia.
Wielu z nas boi się, że nie wytrwa. Ważne jest jednak nie to, żeby robić wszystko idealnie, lecz żeby codziennie zrobić mały krok naprzód. W gorsze dni wystarczy pięć minut.`,
  },
  Czech: {
    encodings: ['windows-1250', 'iso-8859-2'],
    note: 'Zítra ve tři hodiny máme schůzku. Přineste prosím dvě kopie cvičení.',
    long: `Nový kurz začíná v dubnu. Scházíme se každou středu v sedm hodin večer v sále naproti nádraží. Jedna lekce stojí dvě stě korun, studenti platí polovinu.
Na první lekci se představíme a stanovíme si cíle. Vezměte si s sebou sešit a tužku. Od druhé lekce pracujeme ve dvojicích a mluvíme o úkolu týdne.
Mnozí se bojí, že nevydrží. Důležité ale není dělat všechno dokonale, nýbrž udělat každý den malý krok dopředu.`,
  },
  Turkish: {
    encodings: ['windows-1254'],
    note: 'Yarın saat üçte toplantı var. Lütfen alıştırmaların iki kopyasını getirin.',
    long: `Yeni kurs nisan ayında başlıyor. Her çarşamba akşamı saat yedide istasyonun karşısındaki salonda buluşuyoruz. Bir ders iki yüz lira, öğrenciler yarısını öder.
İlk derste kendimizi tanıtır ve hedefler koyarız. Lütfen bir defter ve bir kalem getirin. İkinci dersten itibaren ikişer kişi çalışır, haftanın ödevini konuşuruz.
Birçok kişi devam edemeyeceğinden korkuyor. Önemli olan her şeyi kusursuz yapmak değil, her gün küçük bir adım atmaktır.`,
  },
  Hebrew: {
    encodings: ['windows-1255'],
    note: 'מחר בשלוש יש פגישה. נא להביא שני עותקים מודפסים של התרגיל.',
    long: `הקורס החדש מתחיל באפריל. אנחנו נפגשים בכל יום רביעי בשבע בערב באולם שמול התחנה. שיעור אחד עולה ארבעים שקלים, וסטודנטים משלמים חצי.
בשיעור הראשון נכיר זה את זה ונקבע מטרות. נא להביא מחברת ועט. מהשיעור השני נעבוד בזוגות ונדבר על המשימה של השבוע.
רבים חוששים שלא יצליחו להתמיד. אבל חשוב לא לעשות הכול מושלם, אלא לעשות בכל יום צעד קטן קדימה.`,
  },
  Arabic: {
    encodings: ['windows-1256'],
    note: 'غدا في الساعة الثالثة لدينا اجتماع. يرجى إحضار نسختين من التمرين.',
    long: `تبدأ الدورة الجديدة في شهر أبريل. نلتقي كل يوم أربعاء في الساعة السابعة مساء في القاعة المقابلة للمحطة. سعر الدرس الواحد خمسون درهما، ويدفع الطلاب نصف المبلغ.
في الدرس الأول نتعارف ونحدد الأهداف. يرجى إحضار دفتر وقلم. ابتداء من الدرس الثاني نعمل في مجموعات صغيرة ونتحدث عن واجب الأسبوع.
كثيرون يخافون من عدم الاستمرار. لكن المهم ليس أن نفعل كل شيء بشكل مثالي، بل أن نخطو كل يوم خطوة صغيرة إلى الأمام.`,
  },
  Thai: {
    encodings: ['windows-874'],
    note: 'พรุ่งนี้มีประชุมตอนบ่ายสามโมง กรุณานำเอกสารมาสองชุด ขอบคุณค่ะ',
    long: `หลักสูตรใหม่จะเริ่มในเดือนเมษายน เราพบกันทุกวันพุธเวลาหนึ่งทุ่มที่ห้องประชุมหน้าสถานี ค่าเรียนครั้งละสามร้อยบาท นักเรียนจ่ายครึ่งราคา
ครั้งแรกเราจะแนะนำตัวและตั้งเป้าหมาย กรุณานำสมุดและปากกามาด้วย ตั้งแต่ครั้งที่สองเราจะทำงานเป็นคู่และพูดคุยเกี่ยวกับการบ้านของสัปดาห์`,
  },
}
