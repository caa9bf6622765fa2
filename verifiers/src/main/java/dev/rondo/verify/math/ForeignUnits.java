package dev.rondo.verify.math;

import java.util.Map;

/**
 * The names of units in other languages and scripts, each beside an English one: what differs in
 * unit differs in any language.
 */
final class ForeignUnits {
  private static final String[][] SAME = {
    {"meter", "米", "公尺", "メートル", "미터", "м", "метр", "метра", "метров", "metro", "mètre", "metri"},
    {"kilometer", "千米", "公里", "キロメートル", "킬로미터", "км", "километр", "километра", "километров"},
    {"kilometer", "kilómetro", "kilomètre", "quilômetro", "chilometro", "chilometri"},
    {"centimeter", "厘米", "公分", "センチメートル", "센티미터", "см", "centímetro", "centimètre", "zentimeter"},
    {"centimeter", "сантиметр", "сантиметра", "сантиметров", "centimetro", "centimetri"},
    {"decimeter", "分米", "дм", "decímetro", "décimètre", "dezimeter"},
    {"millimeter", "毫米", "ミリメートル", "밀리미터", "мм", "milímetro", "millimètre"},
    {"kilogram", "千克", "公斤", "キログラム", "킬로그램", "кг", "килограмм", "килограмма", "килограммов"},
    {
      "kilogram", "kilogramo", "kilogramme", "kilogramm", "quilograma", "chilogrammo", "chilogrammi"
    },
    {"gram", "克", "公克", "グラム", "그램", "г", "грамм", "грамма", "граммов", "gramo", "gramm", "grama"},
    {"milligram", "毫克", "мг"},
    {"tonne", "吨", "噸", "тонна", "тонны", "тонн", "tonelada"},
    {"hour", "小时", "小時", "时", "時", "時間", "시간", "ч", "час", "часа", "часов", "hora", "heure"},
    {"hour", "stunde", "stunden", "std", "uur"},
    {"minute", "分", "分钟", "分鐘", "分間", "분", "мин", "минута", "минуты", "минут", "minuto"},
    {"minute", "minuten", "minuti"},
    {"second", "秒", "秒钟", "秒鐘", "秒間", "초", "с", "сек", "секунда", "секунды", "секунд", "segundo"},
    {"second", "seconde", "sekunde", "sekunden", "secondi"},
    {"day", "天", "日", "日間", "일", "день", "дня", "дней", "día", "dia", "jour", "tage", "tagen"},
    {"day", "giorno", "giorni"},
    {"week", "周", "週", "星期", "週間", "주", "неделя", "недели", "недель", "semana", "semaine"},
    {"week", "woche", "wochen", "settimana", "settimane"},
    {"month", "月", "个月", "個月", "か月", "ヶ月", "개월", "месяц", "месяца", "месяцев", "mois", "meses"},
    {"month", "monat", "monate", "monaten", "mesi"},
    {"year", "年", "年間", "년", "год", "года", "лет", "año", "ano", "ans", "année", "jahr", "jahre"},
    {"year", "jahren", "anni"},
    {"liter", "升", "公升", "リットル", "리터", "л", "литр", "литра", "литров", "litro", "litri"},
    {"milliliter", "毫升", "ミリリットル", "밀리리터", "мл"},
    {"hectare", "公顷", "公頃"},
    {"degree", "度", "градус", "градуса", "градусов", "grado", "degré", "grad"},
    {"celsius", "摄氏度", "攝氏度"},
    {"fahrenheit", "华氏度", "華氏度"},
    {"dollar", "美元", "美金", "ドル", "달러", "dólar", "dólares", "доллар", "доллара", "долларов"},
    {"cent", "美分", "セント", "centavo", "centime"},
    {"euro", "欧元", "歐元", "ユーロ", "유로", "евро"},
    {"gbp", "英镑", "英鎊"},
    {"yuan", "元", "块", "块钱", "人民币"},
    {"yen", "円", "日元", "엔"},
    {"meter", "मीटर", "متر", "เมตร", "mét"},
    {"centimeter", "सेमी", "سم", "ซม"},
    {"kilometer", "किमी", "كم", "กม"},
    {"kilogram", "किग्रा", "كغ", "กก"},
    {"hour", "घंटे", "घंटा", "ساعة", "ساعات", "ชั่วโมง", "giờ"},
    {"minute", "मिनट", "دقيقة", "دقائق", "นาที", "phút"},
    {"second", "सेकंड", "ثانية", "ثوان", "วินาที", "giây"},
    {"day", "दिन", "يوم", "أيام", "วัน", "ngày"},
    {"year", "वर्ष", "साल", "سنة", "سنوات", "ปี", "năm"},
    {"degree", "डिग्री", "درجة", "độ"},
  };

  private ForeignUnits() {}

  static void addTo(Map<String, Units.Unit> known) {
    for (String[] names : SAME) {
      for (int i = 1; i < names.length; i++) {
        known.put(names[i], known.get(names[0]));
      }
    }
    add(known, "yuan", 1, 10, "角", "毛");
    add(known, "won", 1, 1, "원");
    add(known, "ruble", 1, 1, "руб", "рубль", "рубля", "рублей", "ruble", "rouble");
    add(known, "ruble", 1, 100, "копейка", "копейки", "копеек", "коп");
    add(known, "mass", 500, 1, "斤");
    add(known, "length^2", 1, 1, "平方米", "平方公尺", "平方メートル", "제곱미터");
    add(known, "length^2", 1, 100, "平方分米");
    add(known, "length^2", 1, 10_000, "平方厘米", "平方公分", "平方センチメートル", "제곱센티미터");
    add(known, "length^2", 1_000_000, 1, "平方千米", "平方公里", "平方キロメートル");
    add(known, "length^3", 1, 1, "立方米", "立方メートル", "세제곱미터");
    add(known, "length^3", 1, 1000, "立方分米");
    add(known, "length^3", 1, 1_000_000, "立方厘米", "立方センチメートル", "세제곱센티미터");
  }

  private static void add(
      Map<String, Units.Unit> known, String dimension, long above, long below, String... names) {
    Rational scale = Rational.of(above).times(Rational.of(below).inverse());
    for (String name : names) {
      known.put(name, new Units.Unit(dimension, scale));
    }
  }
}
