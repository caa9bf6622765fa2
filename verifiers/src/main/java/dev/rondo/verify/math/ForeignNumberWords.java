package dev.rondo.verify.math;

import dev.rondo.verify.math.Expression.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads numbers up to a hundred in words of French, German, Spanish, Italian, Portuguese, Dutch and
 * Russian: quatre-vingts, einundzwanzig, treinta y uno.
 */
final class ForeignNumberWords {
  /** English words too, which are numbers in an answer only. */
  private static final Set<String> ALSO_ENGLISH =
      Set.of("once", "elf", "due", "sei", "cent", "otto", "sept", "seize", "uno", "cento", "mil");

  private static final Map<String, Integer> NUMBERS = new HashMap<>();

  private ForeignNumberWords() {}

  static {
    french();
    german();
    spanish();
    italian();
    portuguese();
    dutch();
    russian();
  }

  /** A number in words as the number, where a number stands on the other side. */
  static Expression read(Expression text, boolean isAnswer) {
    StringBuilder letters = new StringBuilder();
    String words = text.name().toLowerCase(Locale.ROOT);
    for (int i = 0; i < words.length(); i++) {
      char c = words.charAt(i);
      if (Character.isLetter(c)) {
        letters.append(c == 'ё' ? 'е' : c);
      } else if (c != ' ' && c != '-') {
        return text;
      }
    }
    String word = letters.toString();
    Integer number = NUMBERS.get(word);
    boolean isRead = number != null && (isAnswer || !ALSO_ENGLISH.contains(word));
    return isRead && text.is(Kind.TEXT) ? Expression.number(number) : text;
  }

  private static void put(int number, String words) {
    NUMBERS.put(words.replace("-", "").replace(" ", ""), number);
  }

  private static List<String> words(String line) {
    return Pieces.of(line, " ");
  }

  private static void count(int from, String line) {
    List<String> words = words(line);
    for (int i = 0; i < words.size(); i++) {
      put(from + i, words.get(i));
    }
  }

  private static void french() {
    List<String> ones =
        words(
            "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze"
                + " quinze seize dixsept dixhuit dixneuf");
    count(0, String.join(" ", ones));
    List<String> tens = words("vingt trente quarante cinquante soixante soixante quatrevingt");
    for (int ten = 0; ten < 7; ten++) {
      int base = ten < 5 ? 20 + 10 * ten : ten == 5 ? 60 : 80;
      int most = base == 60 || base == 80 ? 19 : 9;
      put(base, tens.get(ten));
      for (int one = 1; one <= most; one++) {
        put(base + one, tens.get(ten) + ones.get(one));
        if (one == 1 || one == 11) {
          put(base + one, tens.get(ten) + "et" + ones.get(one));
        }
      }
    }
    put(1, "une");
    put(80, "quatrevingts");
    count(100, "cent");
    count(70, "septante");
    count(90, "nonante");
  }

  private static void german() {
    List<String> ones =
        words(
            "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn"
                + " fünfzehn sechzehn siebzehn achtzehn neunzehn");
    count(0, String.join(" ", ones));
    List<String> tens = words("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig");
    for (int ten = 0; ten < tens.size(); ten++) {
      for (String name : List.of(tens.get(ten), tens.get(ten).replace("ß", "ss"))) {
        put(20 + 10 * ten, name);
        for (int one = 1; one <= 9; one++) {
          put(20 + 10 * ten + one, (one == 1 ? "ein" : ones.get(one)) + "und" + name);
        }
      }
    }
    put(100, "hundert");
    put(100, "einhundert");
  }

  private static void spanish() {
    String ones = "uno dos tres cuatro cinco seis siete ocho nueve";
    count(0, "cero " + ones + " diez once doce trece catorce quince");
    count(16, "dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés");
    count(24, "veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve");
    joined(30, "treinta cuarenta cincuenta sesenta setenta ochenta noventa", "y", ones);
    put(100, "cien");
  }

  private static void italian() {
    List<String> ones = words("uno due tre quattro cinque sei sette otto nove");
    count(
        0, "zero " + String.join(" ", ones) + " dieci undici dodici tredici quattordici quindici");
    count(16, "sedici diciassette diciotto diciannove");
    List<String> tens = words("venti trenta quaranta cinquanta sessanta settanta ottanta novanta");
    for (int ten = 0; ten < tens.size(); ten++) {
      String name = tens.get(ten);
      put(20 + 10 * ten, name);
      for (int one = 1; one <= 9; one++) {
        boolean isCut = one == 1 || one == 8;
        String stem = isCut ? name.substring(0, name.length() - 1) : name;
        put(20 + 10 * ten + one, stem + (one == 3 ? "tré" : ones.get(one - 1)));
        put(20 + 10 * ten + one, stem + ones.get(one - 1));
      }
    }
    put(100, "cento");
  }

  private static void portuguese() {
    String ones = "um dois três quatro cinco seis sete oito nove";
    count(0, "zero " + ones + " dez onze doze treze catorze quinze dezesseis dezessete dezoito");
    count(16, "dezasseis dezassete");
    count(19, "dezenove");
    count(19, "dezanove");
    joined(20, "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa", "e", ones);
    put(100, "cem");
  }

  private static void dutch() {
    List<String> ones = words("een twee drie vier vijf zes zeven acht negen");
    count(0, "nul " + String.join(" ", ones) + " tien elf twaalf dertien veertien vijftien");
    count(16, "zestien zeventien achttien negentien");
    List<String> tens = words("twintig dertig veertig vijftig zestig zeventig tachtig negentig");
    for (int ten = 0; ten < tens.size(); ten++) {
      put(20 + 10 * ten, tens.get(ten));
      for (int one = 1; one <= 9; one++) {
        String joint = one == 2 || one == 3 ? "ën" : "en";
        put(20 + 10 * ten + one, ones.get(one - 1) + joint + tens.get(ten));
      }
    }
    put(100, "honderd");
  }

  private static void russian() {
    String ones = "один два три четыре пять шесть семь восемь девять";
    count(0, "ноль " + ones + " десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать");
    count(16, "шестнадцать семнадцать восемнадцать девятнадцать");
    joined(
        20,
        "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто",
        "",
        ones);
    put(100, "сто");
  }

  private static void joined(int from, String tens, String joint, String ones) {
    List<String> names = words(tens);
    List<String> behind = words(ones);
    for (int ten = 0; ten < names.size(); ten++) {
      put(from + 10 * ten, names.get(ten));
      for (int one = 1; one <= 9; one++) {
        put(from + 10 * ten + one, names.get(ten) + joint + behind.get(one - 1));
      }
    }
  }
}
