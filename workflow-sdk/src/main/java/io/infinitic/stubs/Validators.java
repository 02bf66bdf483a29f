package io.infinitic.stubs;

import io.infinitic.annotations.Validator;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which method of a workflow interface may refuse a call. */
public final class Validators {

  /**
   * @param of name of the methods that it validates
   */
  private record Validating(Method method, String of) {}

  private static final ClassValue<List<Validating>> OF_TYPES =
      new ClassValue<>() {
        @Override
        protected List<Validating> computeValue(Class<?> type) {
          List<Validating> all = new ArrayList<>();
          for (Method method : type.getMethods()) {
            Validator validator = Annotations.of(type).onMethod(method, Validator.class);
            if (validator != null && !method.isBridge()) {
              all.add(new Validating(method, validator.value()));
            }
          }
          return all;
        }
      };

  private Validators() {}

  /** Name on the wire of the method that is to be asked before the call; null if there is none. */
  public static @Nullable String of(StubCall call) {
    Annotations annotations = Annotations.of(call.type());
    return OF_TYPES.get(call.type()).stream()
        .filter(one -> one.of().equals(call.method().getName()))
        .filter(one -> annotations.haveSameParameters(one.method(), call.method()))
        .findFirst()
        .map(one -> Names.of(one.method()))
        .orElse(null);
  }
}
