package io.infinitic.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonFilter;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIdentityInfo;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.annotation.ObjectIdGenerators;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanSerializer;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.impl.SimpleBeanPropertyFilter;
import com.fasterxml.jackson.databind.ser.impl.SimpleFilterProvider;
import com.fasterxml.jackson.databind.ser.std.BeanSerializerBase;
import io.infinitic.exceptions.PayloadException;
import io.infinitic.schemas.Payload;
import java.io.IOException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an object has more than its declared class is not lost, whatever its owner says of it. */
class PayloadsSubclassesTest {

  public static class Item {
    public String name = "n";
    public Item parent;
  }

  public static class Special extends Item {
    public String extra = "x";
  }

  record Ignoring(@JsonIgnoreProperties("parent") Item item) {}

  record Including(@JsonIncludeProperties({"name", "extra"}) Item item) {}

  record Identifying(
      @JsonIdentityInfo(generator = ObjectIdGenerators.IntSequenceGenerator.class) Item item) {}

  record Filtering(@JsonFilter("all") Item item) {}

  record InAnArray(@JsonFormat(shape = JsonFormat.Shape.ARRAY) Item item) {}

  static Stream<Arguments> owners() {
    return Stream.of(
        owner(Ignoring::new, "at $[*].extra "),
        owner(Including::new, "at $[*].extra "),
        owner(Identifying::new, "at $[*].extra "),
        owner(Filtering::new, "at $[*].extra "),
        owner(InAnArray::new, "at $[*] "));
  }

  private static Arguments owner(Function<Item, Object> of, String where) {
    return Arguments.of(of, where);
  }

  private final Payloads payloads =
      Payloads.defaults()
          .withMapper(
              Payloads.newMapper()
                  .setFilterProvider(
                      new SimpleFilterProvider()
                          .addFilter("all", SimpleBeanPropertyFilter.serializeAll())));

  @ParameterizedTest
  @MethodSource("owners")
  void whatAnItemHasMoreIsNotLost(Function<Item, Object> owner, String where) {
    Object plain = owner.apply(new Item());
    Payload written = payloads.write(plain, plain.getClass(), "value");
    assertThat(payloads.read(written, plain.getClass(), "value"))
        .usingRecursiveComparison()
        .isEqualTo(plain);
    assertThatThrownBy(() -> payloads.write(owner.apply(new Special()), plain.getClass(), "value"))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining(where);
  }

  public static class Labeled {
    public String name;
  }

  /** Writes under another name. */
  private static final class Renaming extends BeanSerializer {
    private static final long serialVersionUID = 1L;

    Renaming(BeanSerializerBase source) {
      super(source);
    }

    @Override
    protected void serializeFields(
        Object bean, JsonGenerator generator, SerializerProvider provider) throws IOException {
      generator.writeStringField("label", ((Labeled) bean).name);
    }
  }

  @Test
  void whatASerializerOfTheMapperWritesIsReadBack() {
    SimpleModule module = new SimpleModule("renaming");
    module.setSerializerModifier(
        new BeanSerializerModifier() {
          private static final long serialVersionUID = 1L;

          @Override
          public JsonSerializer<?> modifySerializer(
              SerializationConfig config, BeanDescription bean, JsonSerializer<?> serializer) {
            return bean.getBeanClass() == Labeled.class
                ? new Renaming((BeanSerializerBase) serializer)
                : serializer;
          }
        });
    ObjectMapper mapper = Payloads.newMapper().registerModule(module);
    Labeled labeled = new Labeled();
    labeled.name = "x";
    assertThatThrownBy(
            () -> Payloads.defaults().withMapper(mapper).write(labeled, Labeled.class, "value"))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("at $.label ");
  }
}
