package io.infinitic.peers.camunda;

import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.builder.AbstractFlowNodeBuilder;
import org.camunda.bpm.model.bpmn.builder.ProcessBuilder;
import org.camunda.bpm.model.bpmn.builder.ServiceTaskBuilder;

/** The processes. Their variable is the text. */
final class Processes {

  /** Three tasks. */
  static final String THREE = "three";

  /** As many as the variable says: one task, as a sequential multi-instance. */
  static final String LOOP = "loop";

  static final String TOPIC = "pass";
  static final String TEXT = "text";
  static final String TASKS = "tasks";

  private static final String TIME_TO_LIVE = "P1D";

  private Processes() {}

  static BpmnModelInstance three() {
    return end(
        process(THREE)
            .startEvent()
            .serviceTask()
            .camundaExternalTask(TOPIC)
            .serviceTask()
            .camundaExternalTask(TOPIC)
            .serviceTask()
            .camundaExternalTask(TOPIC));
  }

  static BpmnModelInstance loop() {
    ServiceTaskBuilder task =
        process(LOOP)
            .startEvent()
            .serviceTask()
            .camundaExternalTask(TOPIC)
            .multiInstance()
            .sequential()
            .cardinality("${" + TASKS + "}")
            .multiInstanceDone();
    return end(task);
  }

  private static ProcessBuilder process(String key) {
    return Bpmn.createExecutableProcess(key).camundaHistoryTimeToLiveString(TIME_TO_LIVE);
  }

  private static BpmnModelInstance end(AbstractFlowNodeBuilder<?, ?> last) {
    return last.endEvent()
        .camundaExecutionListenerDelegateExpression("end", "${" + Ended.BEAN + "}")
        .done();
  }
}
