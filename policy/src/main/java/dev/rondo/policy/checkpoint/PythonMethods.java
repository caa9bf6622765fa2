package dev.rondo.policy.checkpoint;

import java.beans.FeatureDescriptor;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;

/** Python's methods of texts and dictionaries that chat templates call. */
final class PythonMethods extends ELResolver {

  @Override
  public Object invoke(
      ELContext context, Object base, Object method, Class<?>[] types, Object[] arguments) {
    Object result = null;
    if (base instanceof CharSequence text) {
      result = ofText(text.toString(), String.valueOf(method), arguments);
    } else if (base instanceof Map<?, ?> map && "get".equals(method)) {
      Object value = map.get(arguments[0]);
      result = value == null && arguments.length > 1 ? arguments[1] : value;
    }
    if (result != null) {
      context.setPropertyResolved(true);
    }
    return result;
  }

  private static Object ofText(String text, String method, Object[] arguments) {
    String first = arguments.length > 0 ? String.valueOf(arguments[0]) : null;
    return switch (method) {
      case "startswith" -> text.startsWith(first);
      case "endswith" -> text.endsWith(first);
      case "strip" -> strip(text, first, true, true);
      case "lstrip" -> strip(text, first, true, false);
      case "rstrip" -> strip(text, first, false, true);
      case "split" -> split(text, first);
      case "lower" -> text.toLowerCase(Locale.ROOT);
      case "upper" -> text.toUpperCase(Locale.ROOT);
      default -> null;
    };
  }

  private static List<String> split(String text, String separator) {
    return separator == null
        ? Arrays.asList(text.strip().split("\\s+"))
        : Arrays.asList(text.split(Pattern.quote(separator), -1));
  }

  /** Removes characters of a set, white space if null, from one or both ends. */
  private static String strip(String text, String set, boolean isLeft, boolean isRight) {
    int start = 0;
    int end = text.length();
    while (isLeft && start < end && isIn(text.charAt(start), set)) {
      start++;
    }
    while (isRight && start < end && isIn(text.charAt(end - 1), set)) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isIn(char c, String set) {
    return set == null ? Character.isWhitespace(c) : set.indexOf(c) >= 0;
  }

  @Override
  public Object getValue(ELContext context, Object base, Object property) {
    return null;
  }

  @Override
  public Class<?> getType(ELContext context, Object base, Object property) {
    return null;
  }

  @Override
  public void setValue(ELContext context, Object base, Object property, Object value) {
    // Nothing is resolved here but methods.
  }

  @Override
  public boolean isReadOnly(ELContext context, Object base, Object property) {
    return true;
  }

  @Override
  public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
    return null;
  }

  @Override
  public Class<?> getCommonPropertyType(ELContext context, Object base) {
    return null;
  }
}
