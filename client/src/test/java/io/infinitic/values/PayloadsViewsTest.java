package io.infinitic.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonView;
import io.infinitic.exceptions.PayloadException;
import io.infinitic.schemas.Payload;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Arguments are seen through the views of their parameters, results through that of the method. */
class PayloadsViewsTest {

  interface Public {}

  interface Internal extends Public {}

  record Account(
      String id, @JsonView(Public.class) String name, @JsonView(Internal.class) String iban) {}

  interface Accounts<T> {
    @JsonView(Public.class)
    T change(@JsonView(Internal.class) T internal, @JsonView(Public.class) T shown, T all);

    @JsonView(Public.class)
    List<T> list();

    T unseen(@JsonView({Public.class, Internal.class}) T value);

    @JsonView({})
    T unclear();
  }

  interface Bank extends Accounts<Account> {
    @Override
    @JsonView(Internal.class)
    List<Account> list();
  }

  private static final Account ACCOUNT = new Account("a", "Ann", "DE02");
  private static final Account SHOWN = new Account("a", "Ann", null);

  private final Payloads payloads = Payloads.defaults();
  private final Method change = method(Accounts.class, "change");

  @Test
  void argumentsAreWrittenWithTheParametersView() {
    List<Payload> written =
        payloads.writeArguments(Bank.class, change, List.of(ACCOUNT, ACCOUNT, ACCOUNT), "change");
    assertThat(json(written.get(0))).contains("iban");
    assertThat(json(written.get(1))).contains("name").doesNotContain("iban");
    assertThat(json(written.get(2))).contains("iban");
    assertThat(payloads.readArguments(Bank.class, change, written, "change"))
        .containsExactly(ACCOUNT, SHOWN, ACCOUNT);
  }

  @Test
  void argumentsAreReadWithTheParametersView() {
    Payload full = payloads.write(ACCOUNT, Account.class, "account");
    assertThat(payloads.readArguments(Bank.class, change, List.of(full, full, full), "change"))
        .containsExactly(ACCOUNT, SHOWN, ACCOUNT);
  }

  @Test
  void resultsAreWrittenAndReadWithTheMethodsView() {
    Payload written = payloads.writeResult(Bank.class, change, ACCOUNT, "change");
    assertThat(json(written)).contains("name").doesNotContain("iban");
    Payload full = payloads.write(ACCOUNT, Account.class, "account");
    assertThat(payloads.readResult(Bank.class, change, full, "change")).isEqualTo(SHOWN);
  }

  @Test
  void viewsReachIntoLists() {
    Method list = method(Accounts.class, "list");
    Payload written = payloads.writeResult(list, List.of(ACCOUNT), "list");
    assertThat(json(written)).doesNotContain("iban");
  }

  @Test
  void overridingMethodsHaveTheirOwnView() {
    for (Method list : Bank.class.getDeclaredMethods()) {
      Payload written = payloads.writeResult(Bank.class, list, List.of(ACCOUNT), "list");
      assertThat(json(written)).contains("iban");
      assertThat(payloads.readResult(Bank.class, list, written, "list"))
          .isEqualTo(List.of(ACCOUNT));
    }
  }

  @Test
  void oneViewEach() {
    assertThatThrownBy(
            () ->
                payloads.writeArguments(
                    method(Accounts.class, "unseen"), List.of(ACCOUNT), "unseen"))
        .isInstanceOf(PayloadException.class)
        .hasMessageMatching(
            "@JsonView on the parameter \\w+ of .*Accounts.unseen has the views \\[Public, Internal]; it must have one");
    assertThatThrownBy(
            () -> payloads.writeResult(method(Accounts.class, "unclear"), ACCOUNT, "unclear"))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("the result of")
        .hasMessageContaining("the views []");
  }

  private static String json(Payload payload) {
    return new String(payload.bytes().array(), StandardCharsets.UTF_8);
  }

  private static Method method(Class<?> type, String name) {
    return Stream.of(type.getDeclaredMethods())
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
