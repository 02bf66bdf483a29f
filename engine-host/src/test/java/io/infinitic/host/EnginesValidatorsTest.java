package io.infinitic.host;

import static io.infinitic.engine.RowKind.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.engine.Ids;
import io.infinitic.engine.Outbound;
import io.infinitic.schemas.CancelCommand;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.CommandAnswered;
import io.infinitic.schemas.ConflictPolicy;
import io.infinitic.schemas.MethodEnded;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.ParentClosePolicy;
import io.infinitic.schemas.QueryCall;
import io.infinitic.schemas.RemoteEnded;
import io.infinitic.schemas.RemoteStatus;
import io.infinitic.schemas.ReusePolicy;
import io.infinitic.schemas.StartChild;
import io.infinitic.schemas.TerminateWorkflow;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** Starts that are taken back before a validator has said whether they may happen. */
class EnginesValidatorsTest extends EnginesHarness {

  private static final Command CHILD =
      new Command(
          1,
          "child",
          ((StartChild) child(1, ParentClosePolicy.ABANDON).body()).withValidator("check"));

  private static QueryCall question(List<Outbound> outs) {
    assertThat(outs).singleElement().isInstanceOf(Outbound.Ask.class);
    return ((Outbound.Ask) outs.get(0)).question().query();
  }

  private static List<SpecificRecord> answersOfTheChild(List<Outbound> outs) {
    List<SpecificRecord> answers = toEngine(outs, "order-1");
    assertThat(answers)
        .as("who asked must not wait for ever")
        .singleElement()
        .isInstanceOfSatisfying(
            CommandAnswered.class,
            answer ->
                assertThat(((MethodEnded) answer.answer()).outcome().status())
                    .isEqualTo(OutcomeStatus.CANCELED));
    return answers;
  }

  @Test
  void childCancelledBeforeItsValidatorHasAnsweredEndsAsCanceled() {
    start();
    var sent =
        toEngine(decide(1, CHILD, new Command(2, "cancel", new CancelCommand(1))), "child-1");
    assertThat(sent).as("its start and its cancellation").hasSize(2);
    QueryCall asked = question(fold(sent.get(0)));
    var canceled = answersOfTheChild(fold(sent.get(1)));
    fold(canceled.get(0));
    decide(2);
    assertThat(history)
        .filteredOn(event -> event.body() instanceof RemoteEnded)
        .singleElement()
        .satisfies(
            event ->
                assertThat(((RemoteEnded) event.body()).status()).isEqualTo(RemoteStatus.CANCELED));

    var late = answersOfTheChild(fold((SpecificRecord) asked.validates()));
    assertThat(rows.get(Ids.run("child-1", Ids.request(runId, 1)), RUN, ""))
        .as("the validator has nothing against a start that nobody wants any more")
        .isNull();
    assertThat(fold(late.get(0))).as("the parent knows").isEmpty();
  }

  @Test
  void startThatIsRevokedWhileItsValidatorIsAskedDoesNotHappen() {
    QueryCall asked =
        question(
            fold(start("start", ConflictPolicy.REJECT, ReusePolicy.ALLOW).withValidator("check")));
    fold(new TerminateWorkflow("close", "order-1", "parent ended", "", "start"));
    var outs = fold((SpecificRecord) asked.validates());
    assertThat(outs).hasSize(1);
    assertThat(answers(outs, MethodEnded.class))
        .as("who asked must not wait for ever")
        .singleElement()
        .satisfies(ended -> assertThat(ended.outcome().status()).isEqualTo(OutcomeStatus.CANCELED));
    assertThat(rows.get(runId, RUN, "")).isNull();
  }
}
