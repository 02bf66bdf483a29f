package io.infinitic.stubs;

import io.infinitic.annotations.Validator;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Which method of a workflow interface may refuse a call. */
public final class Validators {

  private Validators() {}

  /** Name on the wire of the method that is to be asked before the call; null if there is none. */
  public static @Nullable String of(StubCall call) {
    for (Method method : call.type().getMethods()) {
      Validator validator = method.getAnnotation(Validator.class);
      if (validator != null
          && validator.value().equals(call.method().getName())
          && Arrays.equals(method.getParameterTypes(), call.method().getParameterTypes())) {
        return Names.of(method);
      }
    }
    return null;
  }
}
