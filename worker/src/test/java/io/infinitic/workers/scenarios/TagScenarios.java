package io.infinitic.workers.scenarios;

import static io.infinitic.workflows.Workflow.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.Page;
import io.infinitic.clients.WorkflowQuery;
import io.infinitic.clients.WorkflowState;
import io.infinitic.clients.WorkflowSummary;
import io.infinitic.exceptions.InvalidStubException;
import io.infinitic.workers.Lambdas;
import io.infinitic.workers.Lambdas.Lambda;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Runs by tag, and lists of runs. */
public abstract class TagScenarios extends Scenarios {

  private WorkflowOptions tagged(String tag) {
    return WorkflowOptions.defaults().withWorkflowId(key()).withTags(Set.of(tag, "all"));
  }

  @Test
  void signalAndCancelByTag() {
    String tag = key();
    List<io.infinitic.clients.Deferred<String>> results = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      results.add(start(tagged(tag), w -> w.notes.receive().await() + w.notes.receive().await()));
    }
    Lambda all = client().getWorkflowByTag(Lambda.class, tag);
    assertThat(client().getIds(all)).hasSize(5);
    all.getNotes().send("a");
    all.getNotes().send("b");
    results.forEach(result -> assertThat(result.await()).isEqualTo("ab"));
    until(() -> client().getIds(all).isEmpty());
  }

  @Test
  void callByTag() {
    String tag = key();
    var one =
        start(
            tagged(tag),
            w -> {
              await(() -> w.n == 1);
              return "one";
            });
    var two =
        start(
            tagged(tag),
            w -> {
              await(() -> w.n == 1);
              return "two";
            });
    Lambda all = client().getWorkflowByTag(Lambda.class, tag);
    String code = Lambdas.named(w -> "" + w.n++);
    all.tell(code);
    assertThat(one.await() + two.await()).isEqualTo("onetwo");
    assertThatThrownBy(() -> all.call(code))
        .isInstanceOf(InvalidStubException.class)
        .hasMessageContaining("dispatchVoid");
    assertThatThrownBy(() -> client().dispatch(all::call, code))
        .isInstanceOf(InvalidStubException.class);
  }

  @Test
  void resultsByTagAreDroppedWhereNobodyWantsThem() {
    String tag = key();
    var one =
        start(
            tagged(tag),
            w -> {
              await(() -> w.n == 2);
              return "one";
            });
    String code = Lambdas.named(w -> "" + w.n++);
    client().dispatchVoid(client().getWorkflowByTag(Lambda.class, tag)::call, code);
    run(
        w -> {
          dispatchVoid(getWorkflowByTag(Lambda.class, tag)::call, code).await();
          return "";
        });
    assertThat(one.await()).isEqualTo("one");
  }

  @Test
  void asyncFormsFailTheirFuture() {
    Lambda all = client().getWorkflowByTag(Lambda.class, key());
    assertThat(client().dispatchAsync(all::call, "x"))
        .failsWithin(5, TimeUnit.SECONDS)
        .withThrowableThat()
        .withCauseInstanceOf(InvalidStubException.class);
    assertThat(client().dispatchAsync(() -> "no stub at all"))
        .failsWithin(5, TimeUnit.SECONDS)
        .withThrowableThat()
        .withCauseInstanceOf(InvalidStubException.class);
  }

  @Test
  void workflowReachesAllWithATagItselfIncluded() {
    String tag = key();
    var other = start(tagged(tag), w -> w.notes.receive().await());
    var self =
        start(
            tagged(tag),
            w -> {
              Lambda all = getWorkflowByTag(Lambda.class, tag);
              all.getNotes().send("hello");
              return w.notes.receive().await();
            });
    assertThat(other.await() + self.await()).isEqualTo("hellohello");
  }

  @Test
  void tagsAddedAndRemoved() {
    String tag = key();
    String id = key();
    var result =
        start(
            id,
            w -> {
              addTags(tag, "second-" + tag);
              removeTags("second-" + tag);
              String tags = getTags().toString();
              w.notes.receive().await();
              return tags;
            });
    until(() -> !describe(id).waits().isEmpty());
    Lambda all = client().getWorkflowByTag(Lambda.class, tag);
    assertThat(client().getIds(all)).containsExactly(id);
    assertThat(client().getIds(client().getWorkflowByTag(Lambda.class, "second-" + tag))).isEmpty();
    assertThat(describe(id).tags()).containsExactly(tag);
    all.getNotes().send("x");
    assertThat(result.await()).isEqualTo("[" + tag + "]");
  }

  @Test
  void terminateSuspendAndResumeByTag() {
    String tag = key();
    WorkflowOptions options = tagged(tag);
    start(options, w -> w.notes.receive().await());
    Lambda all = client().getWorkflowByTag(Lambda.class, tag);
    client().suspend(all);
    assertThat(describe(options.workflowId()).state()).isEqualTo(WorkflowState.SUSPENDED);
    client().resume(all);
    assertThat(describe(options.workflowId()).state()).isEqualTo(WorkflowState.RUNNING);
    client().terminate(all, "end");
    assertThat(describe(options.workflowId()).state()).isEqualTo(WorkflowState.TERMINATED);
  }

  @Test
  void statusOfAWorkflow() {
    String id = key();
    start(
        id,
        w -> {
          setStatus("waiting for a note");
          return w.notes.receive().await();
        });
    until(() -> describe(id).status().isPresent());
    assertThat(describe(id).status()).contains("waiting for a note");
    client().terminate(at(id), "end of test");
  }

  @Test
  void listsPageByPage() {
    String prefix = key();
    for (int i = 0; i < 25; i++) {
      start(prefix + "-" + i, w -> "x").await();
    }
    WorkflowQuery query = WorkflowQuery.all().withIdPrefix(prefix).withPageSize(10);
    List<String> ids = new ArrayList<>();
    int pages = 0;
    for (Optional<WorkflowQuery> next = Optional.of(query); next.isPresent(); ) {
      Page<WorkflowSummary> page = client().list(next.get());
      page.items().forEach(run -> ids.add(run.workflowId()));
      next = page.cursor().map(query::withCursor);
      pages++;
    }
    assertThat(ids).hasSize(25).doesNotHaveDuplicates();
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void listsByStateTagNameAndTime() {
    String tag = key();
    String open = key();
    start(
        WorkflowOptions.defaults().withWorkflowId(open).withTags(Set.of(tag)),
        w -> w.notes.receive().await());
    start(WorkflowOptions.defaults().withTags(Set.of(tag)), w -> "done").await();
    WorkflowQuery query = WorkflowQuery.all().withTag(tag);
    until(() -> client().list(query.withState(WorkflowState.COMPLETED)).items().size() == 1);
    assertThat(client().list(query).items()).hasSize(2);
    assertThat(client().list(query.withState(WorkflowState.RUNNING)).items().get(0).workflowId())
        .isEqualTo(open);
    assertThat(client().list(query.withName("other")).items()).isEmpty();
    assertThat(client().list(query.withName(Lambda.class.getName())).items()).hasSize(2);
    assertThat(client().list(query.withStartedFrom(Instant.now().plusSeconds(60))).items())
        .isEmpty();
    assertThat(client().list(query.withStartedBefore(Instant.now().plusSeconds(60))).items())
        .hasSize(2);
    client().terminate(at(open), "end of test");
  }

  @Test
  void tagWithACustomIdNamesTheRun() {
    String id = key();
    Lambda workflow = client().newWorkflow(Lambda.class, Set.of("customId:" + id));
    var first = client().dispatch(workflow::run, Lambdas.named(w -> w.notes.receive().await()));
    var again = client().dispatch(workflow::run, Lambdas.named(w -> "another"));
    assertThat(first.getId()).isEqualTo(id);
    assertThat(again.getId()).isEqualTo(id);
    client().getWorkflowByTag(Lambda.class, "customId:" + id).getNotes().send("one");
    assertThat(first.await()).isEqualTo("one");
    assertThat(again.await()).isEqualTo("one");
    assertThatThrownBy(() -> client().newWorkflow(Lambda.class, Set.of("customId:a", "customId:b")))
        .hasMessageContaining("several tags name an id");
  }
}
