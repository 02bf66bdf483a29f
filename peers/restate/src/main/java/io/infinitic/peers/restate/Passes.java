package io.infinitic.peers.restate;

import dev.restate.common.Request;
import dev.restate.common.Target;
import dev.restate.sdk.Context;
import dev.restate.sdk.HandlerRunner;
import dev.restate.sdk.endpoint.Endpoint;
import dev.restate.sdk.endpoint.definition.HandlerDefinition;
import dev.restate.sdk.endpoint.definition.HandlerType;
import dev.restate.sdk.endpoint.definition.ServiceDefinition;
import dev.restate.sdk.endpoint.definition.ServiceType;
import dev.restate.serde.Serde;
import dev.restate.serde.TypeTag;
import dev.restate.serde.jackson.JacksonSerdeFactory;
import java.util.List;

/** The service, whose handler runs one step after the other. */
final class Passes {

  /** What the handler is given. */
  record Input(int steps, String text) {}

  private static final String SERVICE = "passes";
  private static final String HANDLER = "run";
  private static final JacksonSerdeFactory JSON = JacksonSerdeFactory.DEFAULT;
  private static final Serde<Input> INPUT = JSON.create(Input.class);
  private static final Serde<String> OUTPUT = JSON.create(String.class);

  private Passes() {}

  private static String run(Context context, Input input) {
    String value = input.text();
    for (int i = 0; i < input.steps(); i++) {
      String given = value;
      value = context.run("pass", String.class, () -> given);
    }
    return value;
  }

  static Endpoint endpoint() {
    // As the SDK's annotation processor would write it.
    HandlerDefinition<Input, String> handler =
        HandlerDefinition.of(
            HANDLER,
            HandlerType.SHARED,
            INPUT,
            OUTPUT,
            HandlerRunner.of(Passes::run, JSON, HandlerRunner.Options.DEFAULT));
    return Endpoint.builder()
        .bind(ServiceDefinition.of(SERVICE, ServiceType.SERVICE, List.of(handler)))
        .build();
  }

  static Request<Input, String> request(int steps, String text) {
    return Request.of(
        Target.service(SERVICE, HANDLER),
        TypeTag.of(INPUT),
        TypeTag.of(OUTPUT),
        new Input(steps, text));
  }
}
