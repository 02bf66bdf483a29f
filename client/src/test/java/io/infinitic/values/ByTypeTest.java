package io.infinitic.values;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.type.TypeFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Data may tell ever new types. */
class ByTypeTest {

  /** Counts the readers that it makes, as its copies do. */
  private static final class Counting extends ObjectMapper {
    private static final long serialVersionUID = 1L;
    private final transient Map<JavaType, Integer> made;
    private final transient List<Counting> copies;

    Counting(ObjectMapper source, Map<JavaType, Integer> made, List<Counting> copies) {
      super(source);
      this.made = made;
      this.copies = copies;
    }

    @Override
    public ObjectMapper copy() {
      Counting copy = new Counting(this, made, copies);
      copies.add(copy);
      return copy;
    }

    @Override
    public ObjectReader readerFor(JavaType type) {
      made.merge(type, 1, Integer::sum);
      return super.readerFor(type);
    }

    int kept() {
      return _rootDeserializers.size();
    }
  }

  /** Lists and sets in each other: as bits say. */
  private static JavaType type(int bits) {
    TypeFactory types = TypeFactory.defaultInstance();
    JavaType type = types.constructType(String.class);
    for (int rest = bits; rest > 1; rest >>= 1) {
      type = types.constructCollectionType(rest % 2 == 0 ? List.class : Set.class, type);
    }
    return type;
  }

  @Test
  void manyTypesAreForgotten() {
    Map<JavaType, Integer> made = new HashMap<>();
    List<Counting> copies = new ArrayList<>();
    Payloads payloads =
        Payloads.defaults().withMapper(new Counting(Payloads.newMapper(), made, copies));
    for (int bits = 1; bits <= ByType.MOST + 1; bits++) {
      passOn(payloads, type(bits));
      passOn(payloads, type(bits));
    }
    assertThat(made).hasSizeGreaterThan(ByType.MOST);
    assertThat(made.values()).containsOnly(1);
    passOn(payloads, type(1));
    assertThat(made).containsEntry(type(1), 2);
    assertThat(copies).allMatch(copy -> copy.kept() <= ByType.MOST);
  }

  private static void passOn(Payloads payloads, JavaType type) {
    assertThat(payloads.read(payloads.write(null, type, "value"), type, "value")).isNull();
  }
}
