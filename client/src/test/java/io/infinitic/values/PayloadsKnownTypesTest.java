package io.infinitic.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.infinitic.exceptions.PayloadCodecException;
import io.infinitic.exceptions.PayloadException;
import io.infinitic.schemas.Payload;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that nothing declares: which classes they may be of, and whether they come back. */
class PayloadsKnownTypesTest {

  static boolean loaded;

  /** What nobody asked for. */
  public static final class Evil {
    static {
      loaded = true;
    }

    public void setCommand(String command) {
      loaded = true;
    }
  }

  record Line(String article) {}

  record Box<T>(T content) {}

  record Open(Object content) {}

  record Shown(@JsonProperty("c") Object content) {}

  record Bytes(byte[] content) {}

  /** With objects that do not know when they are equal. */
  public static final class Parts {
    public AtomicInteger count = new AtomicInteger(3);
    public Pattern pattern = Pattern.compile("a+");
    public StringBuilder text = new StringBuilder("x");
    public AtomicReference<String> last = new AtomicReference<>("y");
  }

  /** With collections of which code knows only the interface. */
  public static final class Gathered {
    public List<Line> list = new LinkedList<>(List.of(new Line("a")));
    public Map<String, Integer> map = new TreeMap<>(Map.of("b", 1, "a", 2));
    public Set<Integer> set = new LinkedHashSet<>(List.of(3, 1, 2));
    public Set<Integer> sorted = new TreeSet<>(Set.of(40, 33, 16));
    public Collection<Integer> all = new HashSet<>(Set.of(1, 2));
    public List<Set<Integer>> nested = List.of(new TreeSet<>(Set.of(40, 33, 16)));
    public SortedSet<String> natural = new TreeSet<>(Comparator.naturalOrder());
    public Set<Bean> beans = new LinkedHashSet<>(List.of(new Bean(), new Bean(), bean("x")));
  }

  private static Bean bean(Object content) {
    Bean bean = new Bean();
    bean.content = content;
    return bean;
  }

  private static Gathered gathered(Bean... beans) {
    Gathered gathered = new Gathered();
    gathered.beans = new LinkedHashSet<>(List.of(beans));
    return gathered;
  }

  /** With something that it says nothing of. */
  public static final class Referring {
    public AtomicReference<Object> last = new AtomicReference<>(1);
  }

  /** It does not know when it is equal. */
  public static final class Bean {
    public Object content = 1;
  }

  sealed interface Animal permits Cat, Dog {}

  record Cat(int lives) implements Animal {}

  record Dog(String name) implements Animal {}

  interface Greatest {
    <X extends Comparable<X>> X greatest(List<X> all, X one);
  }

  private final Payloads payloads = Payloads.defaults();
  private final Payloads ours = payloads.withTypesBeside(Line.class);

  static Stream<Object> kept() {
    TreeMap<String, Line> tree = new TreeMap<>(Map.of("a", new Line("x")));
    TreeSet<String> natural = new TreeSet<>(Comparator.naturalOrder());
    natural.add("a");
    EnumMap<DayOfWeek, Integer> days = new EnumMap<>(Map.of(DayOfWeek.FRIDAY, 1));
    Properties properties = new Properties();
    properties.setProperty("a", "b");
    return Stream.of(
        "text",
        7L,
        new Line("a"),
        Arrays.asList(new Line("a"), null, new Line("b")),
        List.of(new Cat(1), new Dog("d")),
        Map.of("a", new Cat(1), "b", new Dog("d")),
        List.of(List.of(new Line("a")), List.of()),
        Map.of("a", List.of(), "b", List.of(new Line("a"))),
        Optional.of(new Line("a")),
        OptionalInt.of(1),
        OptionalLong.of(2),
        OptionalDouble.of(2.5),
        OptionalInt.empty(),
        Optional.of(OptionalInt.of(1)),
        List.of(OptionalLong.of(1)),
        Map.of("a", 1, "b", "x"),
        Map.of("a", 1.5, "b", 2),
        List.of(1, "a"),
        List.of(List.of(1), List.of("a")),
        Arrays.asList(1, null, true, "x"),
        new Open(5),
        new Open(List.of("a", 1)),
        new Bytes(new byte[] {1}),
        List.of(new byte[] {1}),
        new Bean(),
        new Shown(5),
        Set.of(new Bean(), new Bean()),
        natural,
        ZoneId.of("Europe/Paris"),
        Optional.empty(),
        List.of(Optional.of(1), Optional.empty()),
        tree,
        days,
        properties,
        new LinkedList<>(List.of(1, 2)),
        new TreeSet<>(Set.of("a", "b")),
        new ArrayDeque<>(List.of("a", "b")),
        new LinkedHashMap<>(Map.of("a", 1)),
        new Line[] {new Line("a")},
        new int[] {1, 2},
        Instant.EPOCH,
        new UUID(1, 2),
        DayOfWeek.MONDAY);
  }

  static Stream<Object> refused() {
    TreeMap<String, Integer> backwards = new TreeMap<>(Comparator.reverseOrder());
    backwards.put("a", 1);
    Referring referring = new Referring();
    referring.last = new AtomicReference<>(Instant.EPOCH);
    return Stream.of(
        bean(5L),
        new Shown(Instant.EPOCH),
        new Shown(5L),
        referring,
        bean(new LinkedHashSet<>(List.of("a"))),
        gathered(bean(1), bean(Instant.EPOCH)),
        Set.of(bean(1), bean(5L)),
        new Open(5L),
        new Open(1.5f),
        new Open(new Line("a")),
        new Open(Instant.EPOCH),
        List.of(new Open(5L)),
        Map.of("a", 1L, "b", "x"),
        List.of(1L, 2.5),
        List.of(1, "a", new Line("a")),
        new Box<>(new Line("a")),
        Map.entry("a", 1),
        backwards);
  }

  @ParameterizedTest
  @MethodSource("kept")
  void comesBack(Object value) {
    Payload written = ours.writeUndeclared(value, "value");
    Object back = ours.readUndeclared(written, "value");
    assertThat(back).usingRecursiveComparison().isEqualTo(value);
  }

  @Test
  void partsThatDoNotKnowWhenTheyAreEqual() {
    Payload written = ours.writeUndeclared(new Parts(), "value");
    Parts back = (Parts) ours.readUndeclared(written, "value");
    assertThat(back.count).hasValue(3);
    assertThat(back.pattern).hasToString("a+");
    assertThat(back.text).hasToString("x");
    assertThat(back.last).hasValue("y");
    assertThat(sameness().of(new Parts(), back)).isTrue();
    back.count.set(4);
    assertThat(sameness().of(new Parts(), back)).isFalse();
  }

  @Test
  void collectionsThatAreDeclaredAreWhatTheyHave() {
    Payload written = ours.writeUndeclared(new Gathered(), "value");
    Gathered back = (Gathered) ours.readUndeclared(written, "value");
    assertThat(back.list).containsExactly(new Line("a"));
    assertThat(back.sorted).isEqualTo(new Gathered().sorted);
    assertThat(back.nested).isEqualTo(new Gathered().nested);
    assertThat(back.beans).extracting(bean -> bean.content).containsExactlyInAnyOrder(1, 1, "x");
    assertThat(sameness().of(new Gathered(), back)).isTrue();
    back.beans.iterator().next().content = "y";
    assertThat(sameness().of(new Gathered(), back)).isFalse();
  }

  /** With texts that tell apart what the tests have. */
  private static Sameness sameness() {
    return new Sameness(value -> value instanceof Bean bean ? "" + bean.content : "" + value);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void isRefused(Object value) {
    assertThatThrownBy(() -> ours.writeUndeclared(value, "value"))
        .isInstanceOf(PayloadException.class)
        .hasMessageStartingWith("value cannot be written as ");
  }

  @Test
  void classThatNobodyAllowedIsNotLoaded() {
    Payload evil = payload("{\"command\":\"x\"}", Evil.class.getName(), "json");
    assertThatThrownBy(() -> payloads.readUndeclared(evil, "value"))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("which nothing declares");
    Payload inside = payload("[]", "java.util.List<" + Evil.class.getName() + ">", "json");
    assertThatThrownBy(() -> payloads.readUndeclared(inside, "value"))
        .isInstanceOf(PayloadException.class);
    Payload array = payload("[]", "[L" + Evil.class.getName() + ";", "json");
    assertThatThrownBy(() -> payloads.readUndeclared(array, "value"))
        .isInstanceOf(PayloadException.class);
    assertThat(payloads.read(evil, Object.class, "value")).isEqualTo(Map.of("command", "x"));
    assertThat(loaded).isFalse();
    Payload line = payload("{\"article\":\"x\"}", Line.class.getName(), "json");
    assertThat(payloads.withTypes(Line.class.getName()).readUndeclared(line, "value"))
        .isEqualTo(new Line("x"));
  }

  @Test
  void boundedTypeVariableOfAMethod() {
    Method greatest = Greatest.class.getMethods()[0];
    List<Payload> written =
        payloads.writeArguments(greatest, List.of(List.of(1, 3), 2), "greatest");
    assertThat(payloads.readArguments(greatest, written, "greatest"))
        .containsExactly(List.of(1, 3), 2);
    assertThat(payloads.readResult(greatest, payloads.writeResult(greatest, "b", ""), ""))
        .isEqualTo("b");
  }

  @Test
  void encryptionThatIsDemanded() {
    PayloadCodec codec = PayloadCodec.aesGcm("k", Map.of("k", new byte[16]));
    Payloads encrypting = payloads.withCodecs(codec).withRequiredCodecs("aes-gcm");
    Payload written = encrypting.write("text", String.class, "value");
    assertThat(encrypting.read(written, String.class, "value")).isEqualTo("text");
    assertThatThrownBy(() -> encrypting.read(payload("1", null, "json"), int.class, "value"))
        .isInstanceOf(PayloadException.class)
        .isNotInstanceOf(PayloadCodecException.class)
        .hasMessage("value has the encoding json; this process reads only values with aes-gcm");
    assertThatThrownBy(() -> payloads.withRequiredCodecs("aes-gcm"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void layersAreBounded() {
    for (String layers : List.of("+deflate".repeat(3_000), "+deflate+deflate", "+a".repeat(50))) {
      assertThatThrownBy(
              () -> payloads.read(payload("1", null, "json" + layers), int.class, "value"))
          .isInstanceOf(PayloadException.class)
          .hasMessageContaining("layers of codecs");
    }
  }

  @Test
  void troubleOfACodecIsToldApart() {
    PayloadCodec away =
        new PayloadCodec() {
          @Override
          public String name() {
            return "kms";
          }

          @Override
          public Optional<Encoded> encode(byte[] bytes) {
            throw new IllegalStateException("the key server is away");
          }

          @Override
          public byte[] decode(byte[] bytes, String parameter, int limitBytes) {
            throw new IllegalStateException("the key server is away");
          }
        };
    Payloads broken = payloads.withCodecs(away);
    assertThatThrownBy(() -> broken.write("a", String.class, "value"))
        .isInstanceOf(PayloadCodecException.class);
    assertThatThrownBy(() -> broken.read(payload("1", null, "json+kms"), int.class, "value"))
        .isInstanceOf(PayloadCodecException.class);
    assertThatThrownBy(() -> payloads.read(payload("1", null, "json+kms"), int.class, "value"))
        .isInstanceOf(PayloadCodecException.class);
    assertThatThrownBy(() -> payloads.read(payload("\"a\"", null, "json"), int.class, "value"))
        .isNotInstanceOf(PayloadCodecException.class);
  }

  private static Payload payload(String json, String type, String encoding) {
    return new Payload(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)), encoding, type);
  }
}
