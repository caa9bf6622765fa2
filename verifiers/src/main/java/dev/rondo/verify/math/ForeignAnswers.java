package dev.rondo.verify.math;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The few words that whole answers are in other languages, as the English words for them: a dataset
 * says "odd", its response 奇数.
 */
final class ForeignAnswers {
  private static final String[][] WORDS = {
    {
      "yes", "是", "是的", "会", "能", "可以", "ja", "oui", "si", "sí", "sì", "sim", "да", "tak", "はい",
      "예", "네", "có", "हाँ", "نعم"
    },
    {
      "no", "否", "不是", "不会", "不能", "不可以", "nein", "non", "não", "нет", "nie", "いいえ", "아니오", "아니요",
      "không", "नहीं", "لا"
    },
    {
      "true",
      "真",
      "正确",
      "正確",
      "对",
      "wahr",
      "richtig",
      "vrai",
      "verdadero",
      "verdadeiro",
      "vero",
      "верно",
      "истина",
      "正しい",
      "참",
      "đúng"
    },
    {
      "false", "假", "错误", "錯誤", "错", "falsch", "faux", "falso", "неверно", "ложь", "誤り", "거짓", "sai"
    },
    {
      "odd",
      "奇数",
      "奇數",
      "奇函数",
      "ungerade",
      "impair",
      "impaire",
      "impar",
      "dispari",
      "нечётное",
      "нечетное",
      "нечётная",
      "нечетная",
      "홀수",
      "lẻ",
      "oddfunction",
      "anoddfunction"
    },
    {
      "even",
      "偶数",
      "偶數",
      "偶函数",
      "gerade",
      "pair",
      "paire",
      "par",
      "pari",
      "чётное",
      "четное",
      "чётная",
      "четная",
      "짝수",
      "chẵn",
      "evenfunction",
      "anevenfunction"
    },
    {"prime", "质数", "質數", "素数", "primzahl", "premier", "primo", "простое"},
    {"composite", "合数", "合數", "合成数", "zusammengesetzt", "composé", "compuesto", "составное"},
    {"rational", "有理数", "有理數", "rationnel", "racional", "razionale", "рациональное"},
    {
      "irrational",
      "无理数",
      "無理數",
      "無理数",
      "irrationnel",
      "irracional",
      "irrazionale",
      "иррациональное"
    },
    {
      "increasing",
      "递增",
      "单调递增",
      "增函数",
      "steigend",
      "croissante",
      "croissant",
      "creciente",
      "crescente",
      "возрастает"
    },
    {
      "decreasing",
      "递减",
      "单调递减",
      "减函数",
      "fallend",
      "décroissante",
      "décroissant",
      "decreciente",
      "decrescente",
      "убывает"
    },
    {"parallel", "平行", "parallèles", "parallèle", "paralelas", "параллельны"},
    {
      "perpendicular",
      "垂直",
      "senkrecht",
      "perpendiculaires",
      "perpendiculaire",
      "perpendiculares",
      "перпендикулярны"
    },
    {"monday", "星期一", "周一", "montag", "lundi", "lunes", "понедельник", "月曜日"},
    {"tuesday", "星期二", "周二", "dienstag", "mardi", "martes", "вторник", "火曜日"},
    {"wednesday", "星期三", "周三", "mittwoch", "mercredi", "miércoles", "среда", "水曜日"},
    {"thursday", "星期四", "周四", "donnerstag", "jeudi", "jueves", "четверг", "木曜日"},
    {"friday", "星期五", "周五", "freitag", "vendredi", "viernes", "пятница", "金曜日"},
    {"saturday", "星期六", "周六", "samstag", "samedi", "sábado", "суббота", "土曜日"},
    {"sunday", "星期日", "星期天", "周日", "sonntag", "dimanche", "domingo", "воскресенье", "日曜日"},
    {
      "nosolution",
      "无解",
      "無解",
      "没有解",
      "无实数解",
      "keinelösung",
      "pasdesolution",
      "aucunesolution",
      "sinsolución",
      "nohaysolución",
      "semsolução",
      "nessunasoluzione",
      "нетрешений",
      "解なし",
      "해가없다",
      "空集",
      "空集合"
    },
    {
      "dne",
      "不存在",
      "existiertnicht",
      "nexistepas",
      "noexiste",
      "nãoexiste",
      "nonesiste",
      "несуществует",
      "存在しない"
    },
    {"diverges", "发散", "發散", "divergiert", "divergent", "divergente", "расходится", "発散する", "발산"},
    {"converges", "收敛", "收斂", "konvergiert", "convergent", "convergente", "сходится", "収束する", "수렴"},
    {"infinity", "无穷大", "无穷", "unendlich", "infini", "infinito", "бесконечность"}
  };

  /** These are English words of another meaning, too: a pair is no even number. */
  private static final Set<String> ALSO_ENGLISH =
      Set.of("pair", "impair", "par", "premier", "primo", "croissant", "lunes", "sai", "si");

  private static final Map<String, String> ENGLISH = new HashMap<>();

  static {
    for (String[] words : WORDS) {
      for (String word : words) {
        ENGLISH.put(word, words[0]);
      }
    }
  }

  private ForeignAnswers() {}

  /**
   * The English word for a whole answer, both as texts are compared; itself if it is no such one,
   * or an English word of another meaning.
   */
  static String inEnglish(String text) {
    return ALSO_ENGLISH.contains(text) ? text : ENGLISH.getOrDefault(text, text);
  }

  /** Whether an answer is the word in another language for what an English reference says. */
  static boolean isMeant(String wanted, String answer) {
    return wanted.equals(ENGLISH.get(answer));
  }
}
