/**
 * Derived from the Kubernetes API definitions of release 1.32 (Debian's golang-k8s-api-dev and
 * golang-k8s-apimachinery-dev 0.32.3), Copyright The Kubernetes Authors, licensed under the Apache License,
 * Version 2.0; see NOTICE. Written by `npm run generate:k8s`; not to be edited. Its form is told in
 * scripts/lib/k8s/make-table.mjs.
 */
export const table = `
@v1 k8s.io.apimachinery.pkg.apis.meta.v1
APIGroup+
name 1 s
versions 2 #14 r
preferredVersion 3 #14 o
serverAddressByClientCIDRs 4 #31 ro
APIGroupList+
groups 1 #0 r
APIResource
name 1 s
singularName 6 s
namespaced 2 b
group 8 s o
version 9 s o
kind 3 s
verbs 4 #39
shortNames 5 s ro
categories 7 s ro
storageVersionHash 10 s o
APIResourceList+
groupVersion 1 s
resources 2 #2 r
APIVersions+
versions 1 s r
serverAddressByClientCIDRs 2 #31 r
ApplyOptions+
dryRun 1 s ro
force 2 b
fieldManager 3 s
Condition
type 1 s
status 2 s
observedGeneration 3 l o
lastTransitionTime 4 T
reason 5 s
message 6 s
CreateOptions+
dryRun 1 s ro
fieldManager 3 s o
fieldValidation 4 s o
DeleteOptions+
gracePeriodSeconds 1 l po
preconditions 2 #29 po
orphanDependents 3 b po
propagationPolicy 4 s po
dryRun 5 s ro
ignoreStoreReadErrorWithClusterBreakingPotential 6 b po
FieldSelectorRequirement
key 1 s
operator 2 s
values 3 s ro
GetOptions+
resourceVersion 1 s o
GroupKind
group 1 s
kind 2 s
GroupResource
group 1 s
resource 2 s
GroupVersion
group 1 s
version 2 s
GroupVersionForDiscovery
groupVersion 1 s
version 2 s
GroupVersionKind
group 1 s
version 2 s
kind 3 s
GroupVersionResource
group 1 s
version 2 s
resource 3 s
LabelSelector
matchLabels 1 ms o
matchExpressions 2 #18 ro
LabelSelectorRequirement
key 1 s
operator 2 s
values 3 s ro
List+
metadata 1 #20 o
items 2 J r
ListMeta
selfLink 1 s o
resourceVersion 2 s o
continue 3 s o
remainingItemCount 4 l po
ListOptions+
labelSelector 1 s o
fieldSelector 2 s o
watch 3 b o
allowWatchBookmarks 9 b o
resourceVersion 4 s o
resourceVersionMatch 10 s o
timeoutSeconds 5 l po
limit 7 l o
continue 8 s o
sendInitialEvents 11 b po
ManagedFieldsEntry
manager 1 s o
operation 2 s o
apiVersion 3 s o
time 4 T po
fieldsType 6 s o
fieldsV1 7 J po
subresource 8 s o
ObjectMeta
name 1 s o
generateName 2 s o
namespace 3 s o
selfLink 4 s o
uid 5 s o
resourceVersion 6 s o
generation 7 l o
creationTimestamp 8 T o
deletionTimestamp 9 T po
deletionGracePeriodSeconds 10 l po
labels 11 ms o
annotations 12 ms o
ownerReferences 13 #24 ro
finalizers 14 s ro
managedFields 17 #22 ro
OwnerReference
apiVersion 5 s
kind 1 s
name 3 s
uid 4 s
controller 6 b po
blockOwnerDeletion 7 b po
PartialObjectMetadata+
metadata 1 #23 o
PartialObjectMetadataList+
metadata 1 #20 o
items 2 #25 r
Patch
PatchOptions+
dryRun 1 s ro
force 2 b po
fieldManager 3 s o
fieldValidation 4 s o
Preconditions
uid 1 s po
resourceVersion 2 s po
RootPaths
paths 1 s r
ServerAddressByClientCIDR
clientCIDR 1 s
serverAddress 2 s
Status+
metadata 1 #20 o
status 2 s o
message 3 s o
reason 4 s o
details 5 #34 po
code 6 i o
StatusCause
reason 1 s o
message 2 s o
field 3 s o
StatusDetails
name 1 s o
group 2 s o
kind 3 s o
uid 6 s o
causes 4 #33 ro
retryAfterSeconds 5 i o
TableOptions+
includeObject 1 s o
Timestamp
seconds 1 l
nanos 2 i
TypeMeta
kind 1 s o
apiVersion 2 s o
UpdateOptions+
dryRun 1 s ro
fieldManager 2 s o
fieldValidation 3 s o
Verbs*
items 1 s r
WatchEvent
type 1 s
object 2 J
@admission.k8s.io/v1 k8s.io.api.admission.v1
AdmissionRequest
uid 1 s
kind 2 #15
resource 3 #16
subResource 4 s o
requestKind 13 #15 po
requestResource 14 #16 po
requestSubResource 15 s o
name 5 s o
namespace 6 s o
operation 7 s
userInfo 8 #237
object 9 J o
oldObject 10 J o
dryRun 11 b po
options 12 J o
AdmissionResponse
uid 1 s
allowed 2 b
status 3 #32 po
patch 4 y o
patchType 5 s po
auditAnnotations 6 ms o
warnings 7 s ro
AdmissionReview+
request 1 #41 po
response 2 #42 po
@admission.k8s.io/v1beta1 k8s.io.api.admission.v1beta1
AdmissionRequest
uid 1 s
kind 2 #15
resource 3 #16
subResource 4 s o
requestKind 13 #15 po
requestResource 14 #16 po
requestSubResource 15 s o
name 5 s o
namespace 6 s o
operation 7 s
userInfo 8 #237
object 9 J o
oldObject 10 J o
dryRun 11 b po
options 12 J o
AdmissionResponse
uid 1 s
allowed 2 b
status 3 #32 po
patch 4 y o
patchType 5 s po
auditAnnotations 6 ms o
warnings 7 s ro
AdmissionReview+
request 1 #44 po
response 2 #45 po
@admissionregistration.k8s.io/v1 k8s.io.api.admissionregistration.v1
AuditAnnotation
key 1 s
valueExpression 2 s
ExpressionWarning
fieldRef 2 s
warning 3 s
MatchCondition
name 1 s
expression 2 s
MatchResources
namespaceSelector 1 #17 po
objectSelector 2 #17 po
resourceRules 3 #54 ro
excludeResourceRules 4 #54 ro
matchPolicy 7 s po
MutatingWebhook
name 1 s
clientConfig 2 #73
rules 3 #58 ro
failurePolicy 4 s po
matchPolicy 9 s po
namespaceSelector 5 #17 po
objectSelector 11 #17 po
sideEffects 6 s p
timeoutSeconds 7 i po
admissionReviewVersions 8 s r
reinvocationPolicy 10 s po
matchConditions 12 #49 ro
MutatingWebhookConfiguration+
metadata 1 #23 o
webhooks 2 #51 ro
MutatingWebhookConfigurationList+
metadata 1 #20 o
items 2 #52 r
NamedRuleWithOperations
resourceNames 1 s ro
- 2 #58 n
ParamKind
apiVersion 1 s o
kind 2 s o
ParamRef
name 1 s o
namespace 2 s o
selector 3 #17 po
parameterNotFoundAction 4 s po
Rule
apiGroups 1 s ro
apiVersions 2 s ro
resources 3 s ro
scope 4 s po
RuleWithOperations
operations 1 s ro
- 2 #57 n
ServiceReference
namespace 1 s
name 2 s
path 3 s po
port 4 i po
TypeChecking
expressionWarnings 1 #48 ro
ValidatingAdmissionPolicy+
metadata 1 #23 o
spec 2 #66 o
status 3 #67 o
ValidatingAdmissionPolicyBinding+
metadata 1 #23 o
spec 2 #64 o
ValidatingAdmissionPolicyBindingList+
metadata 1 #20 o
items 2 #62 r
ValidatingAdmissionPolicyBindingSpec
policyName 1 s o
paramRef 2 #56 po
matchResources 3 #50 po
validationActions 4 s ro
ValidatingAdmissionPolicyList+
metadata 1 #20 o
items 2 #61 r
ValidatingAdmissionPolicySpec
paramKind 1 #55 po
matchConstraints 2 #50 po
validations 3 #71 ro
failurePolicy 4 s po
auditAnnotations 5 #47 ro
matchConditions 6 #49 ro
variables 7 #72 ro
ValidatingAdmissionPolicyStatus
observedGeneration 1 l o
typeChecking 2 #60 po
conditions 3 #6 ro
ValidatingWebhook
name 1 s
clientConfig 2 #73
rules 3 #58 ro
failurePolicy 4 s po
matchPolicy 9 s po
namespaceSelector 5 #17 po
objectSelector 10 #17 po
sideEffects 6 s p
timeoutSeconds 7 i po
admissionReviewVersions 8 s r
matchConditions 11 #49 ro
ValidatingWebhookConfiguration+
metadata 1 #23 o
webhooks 2 #68 ro
ValidatingWebhookConfigurationList+
metadata 1 #20 o
items 2 #69 r
Validation
expression 1 s
message 2 s o
reason 3 s po
messageExpression 4 s o
Variable
name 1 s
expression 2 s
WebhookClientConfig
url 3 s po
service 1 #59 po
caBundle 2 y o
@admissionregistration.k8s.io/v1alpha1 k8s.io.api.admissionregistration.v1alpha1
ApplyConfiguration
expression 1 s o
AuditAnnotation
key 1 s
valueExpression 2 s
ExpressionWarning
fieldRef 2 s
warning 3 s
JSONPatch
expression 1 s o
MatchCondition
name 1 s
expression 2 s
MatchResources
namespaceSelector 1 #17 po
objectSelector 2 #17 po
resourceRules 3 #87 ro
excludeResourceRules 4 #87 ro
matchPolicy 7 s po
MutatingAdmissionPolicy+
metadata 1 #23 o
spec 2 #85 o
MutatingAdmissionPolicyBinding+
metadata 1 #23 o
spec 2 #83 o
MutatingAdmissionPolicyBindingList+
metadata 1 #20 o
items 2 #81 r
MutatingAdmissionPolicyBindingSpec
policyName 1 s o
paramRef 2 #89 po
matchResources 3 #79 po
MutatingAdmissionPolicyList+
metadata 1 #20 o
items 2 #80 r
MutatingAdmissionPolicySpec
paramKind 1 #88 po
matchConstraints 2 #79 po
variables 3 #99 ro
mutations 4 #86 ro
failurePolicy 5 s po
matchConditions 6 #78 ro
reinvocationPolicy 7 s o
Mutation
patchType 2 s
applyConfiguration 3 #74 po
jsonPatch 4 #77 po
NamedRuleWithOperations
resourceNames 1 s ro
- 2 #58 n
ParamKind
apiVersion 1 s o
kind 2 s o
ParamRef
name 1 s o
namespace 2 s o
selector 3 #17 po
parameterNotFoundAction 4 s po
TypeChecking
expressionWarnings 1 #76 ro
ValidatingAdmissionPolicy+
metadata 1 #23 o
spec 2 #96 o
status 3 #97 o
ValidatingAdmissionPolicyBinding+
metadata 1 #23 o
spec 2 #94 o
ValidatingAdmissionPolicyBindingList+
metadata 1 #20 o
items 2 #92 r
ValidatingAdmissionPolicyBindingSpec
policyName 1 s o
paramRef 2 #89 po
matchResources 3 #79 po
validationActions 4 s ro
ValidatingAdmissionPolicyList+
metadata 1 #20 o
items 2 #91 r
ValidatingAdmissionPolicySpec
paramKind 1 #88 po
matchConstraints 2 #79 po
validations 3 #98 ro
failurePolicy 4 s po
auditAnnotations 5 #75 ro
matchConditions 6 #78 ro
variables 7 #99 ro
ValidatingAdmissionPolicyStatus
observedGeneration 1 l o
typeChecking 2 #90 po
conditions 3 #6 ro
Validation
expression 1 s
message 2 s o
reason 3 s po
messageExpression 4 s o
Variable
name 1 s
expression 2 s
@admissionregistration.k8s.io/v1beta1 k8s.io.api.admissionregistration.v1beta1
AuditAnnotation
key 1 s
valueExpression 2 s
ExpressionWarning
fieldRef 2 s
warning 3 s
MatchCondition
name 1 s
expression 2 s
MatchResources
namespaceSelector 1 #17 po
objectSelector 2 #17 po
resourceRules 3 #107 ro
excludeResourceRules 4 #107 ro
matchPolicy 7 s po
MutatingWebhook
name 1 s
clientConfig 2 #124
rules 3 #58 ro
failurePolicy 4 s po
matchPolicy 9 s po
namespaceSelector 5 #17 po
objectSelector 11 #17 po
sideEffects 6 s po
timeoutSeconds 7 i po
admissionReviewVersions 8 s ro
reinvocationPolicy 10 s po
matchConditions 12 #102 ro
MutatingWebhookConfiguration+
metadata 1 #23 o
webhooks 2 #104 ro
MutatingWebhookConfigurationList+
metadata 1 #20 o
items 2 #105 r
NamedRuleWithOperations
resourceNames 1 s ro
- 2 #58 n
ParamKind
apiVersion 1 s o
kind 2 s o
ParamRef
name 1 s o
namespace 2 s o
selector 3 #17 po
parameterNotFoundAction 4 s po
ServiceReference
namespace 1 s
name 2 s
path 3 s po
port 4 i po
TypeChecking
expressionWarnings 1 #101 ro
ValidatingAdmissionPolicy+
metadata 1 #23 o
spec 2 #117 o
status 3 #118 o
ValidatingAdmissionPolicyBinding+
metadata 1 #23 o
spec 2 #115 o
ValidatingAdmissionPolicyBindingList+
metadata 1 #20 o
items 2 #113 r
ValidatingAdmissionPolicyBindingSpec
policyName 1 s o
paramRef 2 #109 po
matchResources 3 #103 po
validationActions 4 s ro
ValidatingAdmissionPolicyList+
metadata 1 #20 o
items 2 #112 r
ValidatingAdmissionPolicySpec
paramKind 1 #108 po
matchConstraints 2 #103 po
validations 3 #122 ro
failurePolicy 4 s po
auditAnnotations 5 #100 ro
matchConditions 6 #102 ro
variables 7 #123 ro
ValidatingAdmissionPolicyStatus
observedGeneration 1 l o
typeChecking 2 #111 po
conditions 3 #6 ro
ValidatingWebhook
name 1 s
clientConfig 2 #124
rules 3 #58 ro
failurePolicy 4 s po
matchPolicy 9 s po
namespaceSelector 5 #17 po
objectSelector 10 #17 po
sideEffects 6 s po
timeoutSeconds 7 i po
admissionReviewVersions 8 s ro
matchConditions 11 #102 ro
ValidatingWebhookConfiguration+
metadata 1 #23 o
webhooks 2 #119 ro
ValidatingWebhookConfigurationList+
metadata 1 #20 o
items 2 #120 r
Validation
expression 1 s
message 2 s o
reason 3 s po
messageExpression 4 s o
Variable
name 1 s
expression 2 s
WebhookClientConfig
url 3 s po
service 1 #110 po
caBundle 2 y o
@apidiscovery.k8s.io/v2 k8s.io.api.apidiscovery.v2
APIGroupDiscovery+
metadata 1 #23 o
versions 2 #129 ro
APIGroupDiscoveryList+
metadata 1 #20 o
items 2 #125 r
APIResourceDiscovery
resource 1 s
responseKind 2 #15 po
scope 3 s
singularResource 4 s
verbs 5 s r
shortNames 6 s ro
categories 7 s ro
subresources 8 #128 ro
APISubresourceDiscovery
subresource 1 s
responseKind 2 #15 po
acceptedTypes 3 #15 ro
verbs 4 s r
APIVersionDiscovery
version 1 s
resources 2 #127 ro
freshness 3 s o
@apidiscovery.k8s.io/v2beta1 k8s.io.api.apidiscovery.v2beta1
APIGroupDiscovery+
metadata 1 #23 o
versions 2 #134 ro
APIGroupDiscoveryList+
metadata 1 #20 o
items 2 #130 r
APIResourceDiscovery
resource 1 s
responseKind 2 #15 po
scope 3 s
singularResource 4 s
verbs 5 s r
shortNames 6 s ro
categories 7 s ro
subresources 8 #133 ro
APISubresourceDiscovery
subresource 1 s
responseKind 2 #15 po
acceptedTypes 3 #15 ro
verbs 4 s r
APIVersionDiscovery
version 1 s
resources 2 #132 ro
freshness 3 s o
@internal.apiserver.k8s.io/v1alpha1 k8s.io.api.apiserverinternal.v1alpha1
ServerStorageVersion
apiServerID 1 s o
encodingVersion 2 s o
decodableVersions 3 s ro
servedVersions 4 s ro
StorageVersion+
metadata 1 #23 o
spec 2 #139
status 3 #140
StorageVersionCondition
type 1 s
status 2 s
observedGeneration 3 l o
lastTransitionTime 4 T o
reason 5 s
message 6 s o
StorageVersionList+
metadata 1 #20 o
items 2 #136 r
StorageVersionSpec
StorageVersionStatus
storageVersions 1 #135 ro
commonEncodingVersion 2 s po
conditions 3 #137 ro
@apps/v1 k8s.io.api.apps.v1
ControllerRevision+
metadata 1 #23 o
data 2 J o
revision 3 l
ControllerRevisionList+
metadata 1 #20 o
items 2 #141 r
DaemonSet+
metadata 1 #23 o
spec 2 #146 o
status 3 #147 o
DaemonSetCondition
type 1 s
status 2 s
lastTransitionTime 3 T o
reason 4 s o
message 5 s o
DaemonSetList+
metadata 1 #20 o
items 2 #143 r
DaemonSetSpec
selector 1 #17 p
template 2 #565
updateStrategy 3 #148 o
minReadySeconds 4 i o
revisionHistoryLimit 6 i po
DaemonSetStatus
currentNumberScheduled 1 i
numberMisscheduled 2 i
desiredNumberScheduled 3 i
numberReady 4 i
observedGeneration 5 l o
updatedNumberScheduled 6 i o
numberAvailable 7 i o
numberUnavailable 8 i o
collisionCount 9 i po
conditions 10 #144 ro
DaemonSetUpdateStrategy
type 1 s o
rollingUpdate 2 #160 po
Deployment+
metadata 1 #23 o
spec 2 #152 o
status 3 #153 o
DeploymentCondition
type 1 s
status 2 s
lastUpdateTime 6 T o
lastTransitionTime 7 T o
reason 4 s o
message 5 s o
DeploymentList+
metadata 1 #20 o
items 2 #149 r
DeploymentSpec
replicas 1 i po
selector 2 #17 p
template 3 #565
strategy 4 #154 o
minReadySeconds 5 i o
revisionHistoryLimit 6 i po
paused 7 b o
progressDeadlineSeconds 9 i po
DeploymentStatus
observedGeneration 1 l o
replicas 2 i o
updatedReplicas 3 i o
readyReplicas 7 i o
availableReplicas 4 i o
unavailableReplicas 5 i o
conditions 6 #150 ro
collisionCount 8 i po
DeploymentStrategy
type 1 s o
rollingUpdate 2 #161 po
ReplicaSet+
metadata 1 #23 o
spec 2 #158 o
status 3 #159 o
ReplicaSetCondition
type 1 s
status 2 s
lastTransitionTime 3 T o
reason 4 s o
message 5 s o
ReplicaSetList+
metadata 1 #20 o
items 2 #155 r
ReplicaSetSpec
replicas 1 i po
minReadySeconds 4 i o
selector 2 #17 p
template 3 #565 o
ReplicaSetStatus
replicas 1 i
fullyLabeledReplicas 2 i o
readyReplicas 4 i o
availableReplicas 5 i o
observedGeneration 3 l o
conditions 6 #156 ro
RollingUpdateDaemonSet
maxUnavailable 1 I po
maxSurge 2 I po
RollingUpdateDeployment
maxUnavailable 1 I po
maxSurge 2 I po
RollingUpdateStatefulSetStrategy
partition 1 i po
maxUnavailable 2 I po
StatefulSet+
metadata 1 #23 o
spec 2 #168 o
status 3 #169 o
StatefulSetCondition
type 1 s
status 2 s
lastTransitionTime 3 T o
reason 4 s o
message 5 s o
StatefulSetList+
metadata 1 #20 o
items 2 #163 r
StatefulSetOrdinals
start 1 i
StatefulSetPersistentVolumeClaimRetentionPolicy
whenDeleted 1 s o
whenScaled 2 s o
StatefulSetSpec
replicas 1 i po
selector 2 #17 p
template 3 #565
volumeClaimTemplates 4 #527 ro
serviceName 5 s
podManagementPolicy 6 s o
updateStrategy 7 #170 o
revisionHistoryLimit 8 i po
minReadySeconds 9 i o
persistentVolumeClaimRetentionPolicy 10 #167 po
ordinals 11 #166 po
StatefulSetStatus
observedGeneration 1 l o
replicas 2 i
readyReplicas 3 i o
currentReplicas 4 i o
updatedReplicas 5 i o
currentRevision 6 s o
updateRevision 7 s o
collisionCount 9 i po
conditions 10 #164 ro
availableReplicas 11 i
StatefulSetUpdateStrategy
type 1 s o
rollingUpdate 2 #162 po
@apps/v1beta1 k8s.io.api.apps.v1beta1
ControllerRevision+
metadata 1 #23 o
data 2 J o
revision 3 l
ControllerRevisionList+
metadata 1 #20 o
items 2 #171 r
Deployment+
metadata 1 #23 o
spec 2 #177 o
status 3 #178 o
DeploymentCondition
type 1 s
status 2 s
lastUpdateTime 6 T o
lastTransitionTime 7 T o
reason 4 s o
message 5 s o
DeploymentList+
metadata 1 #20 o
items 2 #173 r
DeploymentRollback+
name 1 s
updatedAnnotations 2 ms o
rollbackTo 3 #180
DeploymentSpec
replicas 1 i po
selector 2 #17 po
template 3 #565
strategy 4 #179 o
minReadySeconds 5 i o
revisionHistoryLimit 6 i po
paused 7 b o
rollbackTo 8 #180 po
progressDeadlineSeconds 9 i po
DeploymentStatus
observedGeneration 1 l o
replicas 2 i o
updatedReplicas 3 i o
readyReplicas 7 i o
availableReplicas 4 i o
unavailableReplicas 5 i o
conditions 6 #174 ro
collisionCount 8 i po
DeploymentStrategy
type 1 s o
rollingUpdate 2 #181 po
RollbackConfig
revision 1 l o
RollingUpdateDeployment
maxUnavailable 1 I po
maxSurge 2 I po
RollingUpdateStatefulSetStrategy
partition 1 i po
maxUnavailable 2 I po
Scale+
metadata 1 #23 o
spec 2 #184 o
status 3 #185 o
ScaleSpec
replicas 1 i o
ScaleStatus
replicas 1 i
selector 2 ms o
targetSelector 3 s o
StatefulSet+
metadata 1 #23 o
spec 2 #191 o
status 3 #192 o
StatefulSetCondition
type 1 s
status 2 s
lastTransitionTime 3 T o
reason 4 s o
message 5 s o
StatefulSetList+
metadata 1 #20 o
items 2 #186 r
StatefulSetOrdinals
start 1 i
StatefulSetPersistentVolumeClaimRetentionPolicy
whenDeleted 1 s o
whenScaled 2 s o
StatefulSetSpec
replicas 1 i po
selector 2 #17 po
template 3 #565
volumeClaimTemplates 4 #527 ro
serviceName 5 s
podManagementPolicy 6 s o
updateStrategy 7 #193 o
revisionHistoryLimit 8 i po
minReadySeconds 9 i o
persistentVolumeClaimRetentionPolicy 10 #190 po
ordinals 11 #189 po
StatefulSetStatus
observedGeneration 1 l po
replicas 2 i
readyReplicas 3 i o
currentReplicas 4 i o
updatedReplicas 5 i o
currentRevision 6 s o
updateRevision 7 s o
collisionCount 9 i po
conditions 10 #187 ro
availableReplicas 11 i
StatefulSetUpdateStrategy
type 1 s o
rollingUpdate 2 #182 po
@apps/v1beta2 k8s.io.api.apps.v1beta2
ControllerRevision+
metadata 1 #23 o
data 2 J o
revision 3 l
ControllerRevisionList+
metadata 1 #20 o
items 2 #194 r
DaemonSet+
metadata 1 #23 o
spec 2 #199 o
status 3 #200 o
DaemonSetCondition
type 1 s
status 2 s
lastTransitionTime 3 T o
reason 4 s o
message 5 s o
DaemonSetList+
metadata 1 #20 o
items 2 #196 r
DaemonSetSpec
selector 1 #17 p
template 2 #565
updateStrategy 3 #201 o
minReadySeconds 4 i o
revisionHistoryLimit 6 i po
DaemonSetStatus
currentNumberScheduled 1 i
numberMisscheduled 2 i
desiredNumberScheduled 3 i
numberReady 4 i
observedGeneration 5 l o
updatedNumberScheduled 6 i o
numberAvailable 7 i o
numberUnavailable 8 i o
collisionCount 9 i po
conditions 10 #197 ro
DaemonSetUpdateStrategy
type 1 s o
rollingUpdate 2 #213 po
Deployment+
metadata 1 #23 o
spec 2 #205 o
status 3 #206 o
DeploymentCondition
type 1 s
status 2 s
lastUpdateTime 6 T o
lastTransitionTime 7 T o
reason 4 s o
message 5 s o
DeploymentList+
metadata 1 #20 o
items 2 #202 r
DeploymentSpec
replicas 1 i po
selector 2 #17 p
template 3 #565
strategy 4 #207 o
minReadySeconds 5 i o
revisionHistoryLimit 6 i po
paused 7 b o
progressDeadlineSeconds 9 i po
DeploymentStatus
observedGeneration 1 l o
replicas 2 i o
updatedReplicas 3 i o
readyReplicas 7 i o
availableReplicas 4 i o
unavailableReplicas 5 i o
conditions 6 #203 ro
collisionCount 8 i po
DeploymentStrategy
type 1 s o
rollingUpdate 2 #214 po
ReplicaSet+
metadata 1 #23 o
spec 2 #211 o
status 3 #212 o
ReplicaSetCondition
type 1 s
status 2 s
lastTransitionTime 3 T o
reason 4 s o
message 5 s o
ReplicaSetList+
metadata 1 #20 o
items 2 #208 r
ReplicaSetSpec
replicas 1 i po
minReadySeconds 4 i o
selector 2 #17 p
template 3 #565 o
ReplicaSetStatus
replicas 1 i
fullyLabeledReplicas 2 i o
readyReplicas 4 i o
availableReplicas 5 i o
observedGeneration 3 l o
conditions 6 #209 ro
RollingUpdateDaemonSet
maxUnavailable 1 I po
maxSurge 2 I po
RollingUpdateDeployment
maxUnavailable 1 I po
maxSurge 2 I po
RollingUpdateStatefulSetStrategy
partition 1 i po
maxUnavailable 2 I po
Scale+
metadata 1 #23 o
spec 2 #217 o
status 3 #218 o
ScaleSpec
replicas 1 i o
ScaleStatus
replicas 1 i
selector 2 ms o
targetSelector 3 s o
StatefulSet+
metadata 1 #23 o
spec 2 #224 o
status 3 #225 o
StatefulSetCondition
type 1 s
status 2 s
lastTransitionTime 3 T o
reason 4 s o
message 5 s o
StatefulSetList+
metadata 1 #20 o
items 2 #219 r
StatefulSetOrdinals
start 1 i
StatefulSetPersistentVolumeClaimRetentionPolicy
whenDeleted 1 s o
whenScaled 2 s o
StatefulSetSpec
replicas 1 i po
selector 2 #17 p
template 3 #565
volumeClaimTemplates 4 #527 ro
serviceName 5 s
podManagementPolicy 6 s o
updateStrategy 7 #226 o
revisionHistoryLimit 8 i po
minReadySeconds 9 i o
persistentVolumeClaimRetentionPolicy 10 #223 po
ordinals 11 #222 po
StatefulSetStatus
observedGeneration 1 l o
replicas 2 i
readyReplicas 3 i o
currentReplicas 4 i o
updatedReplicas 5 i o
currentRevision 6 s o
updateRevision 7 s o
collisionCount 9 i po
conditions 10 #220 ro
availableReplicas 11 i
StatefulSetUpdateStrategy
type 1 s o
rollingUpdate 2 #215 po
@authentication.k8s.io/v1 k8s.io.api.authentication.v1
BoundObjectReference
kind 1 s o
apiVersion 2 s o
name 3 s o
uid 4 s o
ExtraValue*
items 1 s r
SelfSubjectReview+
metadata 1 #23 o
status 2 #230 o
SelfSubjectReviewStatus
userInfo 1 #237 o
TokenRequest+
metadata 1 #23 o
spec 2 #232
status 3 #233 o
TokenRequestSpec
audiences 1 s r
expirationSeconds 4 l p
boundObjectRef 3 #227 p
TokenRequestStatus
token 1 s
expirationTimestamp 2 T
TokenReview+
metadata 1 #23 o
spec 2 #235
status 3 #236 o
TokenReviewSpec
token 1 s o
audiences 2 s ro
TokenReviewStatus
authenticated 1 b o
user 2 #237 o
audiences 4 s ro
error 3 s o
UserInfo
username 1 s o
uid 2 s o
groups 3 s ro
extra 4 m#228 o
@authentication.k8s.io/v1alpha1 k8s.io.api.authentication.v1alpha1
SelfSubjectReview+
metadata 1 #23 o
status 2 #239 o
SelfSubjectReviewStatus
userInfo 1 #237 o
@authentication.k8s.io/v1beta1 k8s.io.api.authentication.v1beta1
ExtraValue*
items 1 s r
SelfSubjectReview+
metadata 1 #23 o
status 2 #242 o
SelfSubjectReviewStatus
userInfo 1 #237 o
TokenReview+
metadata 1 #23 o
spec 2 #244
status 3 #245 o
TokenReviewSpec
token 1 s o
audiences 2 s ro
TokenReviewStatus
authenticated 1 b o
user 2 #246 o
audiences 4 s ro
error 3 s o
UserInfo
username 1 s o
uid 2 s o
groups 3 s ro
extra 4 m#240 o
@authorization.k8s.io/v1 k8s.io.api.authorization.v1
ExtraValue*
items 1 s r
FieldSelectorAttributes
rawSelector 1 s o
requirements 2 #9 ro
LabelSelectorAttributes
rawSelector 1 s o
requirements 2 #18 ro
LocalSubjectAccessReview+
metadata 1 #23 o
spec 2 #260
status 3 #261 o
NonResourceAttributes
path 1 s o
verb 2 s o
NonResourceRule
verbs 1 s r
nonResourceURLs 2 s ro
ResourceAttributes
namespace 1 s o
verb 2 s o
group 3 s o
version 4 s o
resource 5 s o
subresource 6 s o
name 7 s o
fieldSelector 8 #248 po
labelSelector 9 #249 po
ResourceRule
verbs 1 s r
apiGroups 2 s ro
resources 3 s ro
resourceNames 4 s ro
SelfSubjectAccessReview+
metadata 1 #23 o
spec 2 #256
status 3 #261 o
SelfSubjectAccessReviewSpec
resourceAttributes 1 #253 po
nonResourceAttributes 2 #251 po
SelfSubjectRulesReview+
metadata 1 #23 o
spec 2 #258
status 3 #262 o
SelfSubjectRulesReviewSpec
namespace 1 s o
SubjectAccessReview+
metadata 1 #23 o
spec 2 #260
status 3 #261 o
SubjectAccessReviewSpec
resourceAttributes 1 #253 po
nonResourceAttributes 2 #251 po
user 3 s o
groups 4 s ro
extra 5 m#247 o
uid 6 s o
SubjectAccessReviewStatus
allowed 1 b
denied 4 b o
reason 2 s o
evaluationError 3 s o
SubjectRulesReviewStatus
resourceRules 1 #254 r
nonResourceRules 2 #252 r
incomplete 3 b
evaluationError 4 s o
@authorization.k8s.io/v1beta1 k8s.io.api.authorization.v1beta1
ExtraValue*
items 1 s r
LocalSubjectAccessReview+
metadata 1 #23 o
spec 2 #274
status 3 #275 o
NonResourceAttributes
path 1 s o
verb 2 s o
NonResourceRule
verbs 1 s r
nonResourceURLs 2 s ro
ResourceAttributes
namespace 1 s o
verb 2 s o
group 3 s o
version 4 s o
resource 5 s o
subresource 6 s o
name 7 s o
fieldSelector 8 #248 po
labelSelector 9 #249 po
ResourceRule
verbs 1 s r
apiGroups 2 s ro
resources 3 s ro
resourceNames 4 s ro
SelfSubjectAccessReview+
metadata 1 #23 o
spec 2 #270
status 3 #275 o
SelfSubjectAccessReviewSpec
resourceAttributes 1 #267 po
nonResourceAttributes 2 #265 po
SelfSubjectRulesReview+
metadata 1 #23 o
spec 2 #272
status 3 #276 o
SelfSubjectRulesReviewSpec
namespace 1 s o
SubjectAccessReview+
metadata 1 #23 o
spec 2 #274
status 3 #275 o
SubjectAccessReviewSpec
resourceAttributes 1 #267 po
nonResourceAttributes 2 #265 po
user 3 s o
group 4 s ro
extra 5 m#263 o
uid 6 s o
SubjectAccessReviewStatus
allowed 1 b
denied 4 b o
reason 2 s o
evaluationError 3 s o
SubjectRulesReviewStatus
resourceRules 1 #268 r
nonResourceRules 2 #266 r
incomplete 3 b
evaluationError 4 s o
@autoscaling/v1 k8s.io.api.autoscaling.v1
ContainerResourceMetricSource
name 1 s
targetAverageUtilization 2 i po
targetAverageValue 3 Q po
container 5 s
ContainerResourceMetricStatus
name 1 s
currentAverageUtilization 2 i po
currentAverageValue 3 Q
container 4 s
CrossVersionObjectReference
kind 1 s
name 2 s
apiVersion 3 s o
ExternalMetricSource
metricName 1 s
metricSelector 2 #17 po
targetValue 3 Q po
targetAverageValue 4 Q po
ExternalMetricStatus
metricName 1 s
metricSelector 2 #17 po
currentValue 3 Q
currentAverageValue 4 Q po
HorizontalPodAutoscaler+
metadata 1 #23 o
spec 2 #285 o
status 3 #286 o
HorizontalPodAutoscalerCondition
type 1 s
status 2 s
lastTransitionTime 3 T o
reason 4 s o
message 5 s o
HorizontalPodAutoscalerList+
metadata 1 #20 o
items 2 #282 r
HorizontalPodAutoscalerSpec
scaleTargetRef 1 #279
minReplicas 2 i po
maxReplicas 3 i
targetCPUUtilizationPercentage 4 i po
HorizontalPodAutoscalerStatus
observedGeneration 1 l po
lastScaleTime 2 T po
currentReplicas 3 i
desiredReplicas 4 i
currentCPUUtilizationPercentage 5 i po
MetricSpec
type 1 s
object 2 #289 po
pods 3 #291 po
resource 4 #293 po
containerResource 7 #277 po
external 5 #280 po
MetricStatus
type 1 s
object 2 #290 po
pods 3 #292 po
resource 4 #294 po
containerResource 7 #278 po
external 5 #281 po
ObjectMetricSource
target 1 #279
metricName 2 s
targetValue 3 Q
selector 4 #17 po
averageValue 5 Q po
ObjectMetricStatus
target 1 #279
metricName 2 s
currentValue 3 Q
selector 4 #17 po
averageValue 5 Q po
PodsMetricSource
metricName 1 s
targetAverageValue 2 Q
selector 3 #17 po
PodsMetricStatus
metricName 1 s
currentAverageValue 2 Q
selector 3 #17 po
ResourceMetricSource
name 1 s
targetAverageUtilization 2 i po
targetAverageValue 3 Q po
ResourceMetricStatus
name 1 s
currentAverageUtilization 2 i po
currentAverageValue 3 Q
Scale+
metadata 1 #23 o
spec 2 #296 o
status 3 #297 o
ScaleSpec
replicas 1 i o
ScaleStatus
replicas 1 i
selector 2 s o
@autoscaling/v2 k8s.io.api.autoscaling.v2
ContainerResourceMetricSource
name 1 s
target 2 #314
container 3 s
ContainerResourceMetricStatus
name 1 s
current 2 #315
container 3 s
CrossVersionObjectReference
kind 1 s
name 2 s
apiVersion 3 s o
ExternalMetricSource
metric 1 #311
target 2 #314
ExternalMetricStatus
metric 1 #311
current 2 #315
HPAScalingPolicy
type 1 s
value 2 i
periodSeconds 3 i
HPAScalingRules
stabilizationWindowSeconds 3 i po
selectPolicy 1 s po
policies 2 #303 ro
HorizontalPodAutoscaler+
metadata 1 #23 o
spec 2 #309 o
status 3 #310 o
HorizontalPodAutoscalerBehavior
scaleUp 1 #304 po
scaleDown 2 #304 po
HorizontalPodAutoscalerCondition
type 1 s
status 2 s
lastTransitionTime 3 T o
reason 4 s o
message 5 s o
HorizontalPodAutoscalerList+
metadata 1 #20 o
items 2 #305 r
HorizontalPodAutoscalerSpec
scaleTargetRef 1 #300
minReplicas 2 i po
maxReplicas 3 i
metrics 4 #312 ro
behavior 5 #306 po
HorizontalPodAutoscalerStatus
observedGeneration 1 l po
lastScaleTime 2 T po
currentReplicas 3 i o
desiredReplicas 4 i
currentMetrics 5 #313 r
conditions 6 #307 ro
MetricIdentifier
name 1 s
selector 2 #17 po
MetricSpec
type 1 s
object 2 #316 po
pods 3 #318 po
resource 4 #320 po
containerResource 7 #298 po
external 5 #301 po
MetricStatus
type 1 s
object 2 #317 po
pods 3 #319 po
resource 4 #321 po
containerResource 7 #299 po
external 5 #302 po
MetricTarget
type 1 s
value 2 Q po
averageValue 3 Q po
averageUtilization 4 i po
MetricValueStatus
value 1 Q po
averageValue 2 Q po
averageUtilization 3 i po
ObjectMetricSource
describedObject 1 #300
target 2 #314
metric 3 #311
ObjectMetricStatus
metric 1 #311
current 2 #315
describedObject 3 #300
PodsMetricSource
metric 1 #311
target 2 #314
PodsMetricStatus
metric 1 #311
current 2 #315
ResourceMetricSource
name 1 s
target 2 #314
ResourceMetricStatus
name 1 s
current 2 #315
@autoscaling/v2beta1 k8s.io.api.autoscaling.v2beta1
ContainerResourceMetricSource
name 1 s
targetAverageUtilization 2 i po
targetAverageValue 3 Q po
container 4 s
ContainerResourceMetricStatus
name 1 s
currentAverageUtilization 2 i po
currentAverageValue 3 Q
container 4 s
CrossVersionObjectReference
kind 1 s
name 2 s
apiVersion 3 s o
ExternalMetricSource
metricName 1 s
metricSelector 2 #17 po
targetValue 3 Q po
targetAverageValue 4 Q po
ExternalMetricStatus
metricName 1 s
metricSelector 2 #17 po
currentValue 3 Q
currentAverageValue 4 Q po
HorizontalPodAutoscaler+
metadata 1 #23 o
spec 2 #330 o
status 3 #331 o
HorizontalPodAutoscalerCondition
type 1 s
status 2 s
lastTransitionTime 3 T o
reason 4 s o
message 5 s o
HorizontalPodAutoscalerList+
metadata 1 #20 o
items 2 #327 r
HorizontalPodAutoscalerSpec
scaleTargetRef 1 #324
minReplicas 2 i po
maxReplicas 3 i
metrics 4 #332 ro
HorizontalPodAutoscalerStatus
observedGeneration 1 l po
lastScaleTime 2 T po
currentReplicas 3 i
desiredReplicas 4 i
currentMetrics 5 #333 r
conditions 6 #328 r
MetricSpec
type 1 s
object 2 #334 po
pods 3 #336 po
resource 4 #338 po
containerResource 7 #322 po
external 5 #325 po
MetricStatus
type 1 s
object 2 #335 po
pods 3 #337 po
resource 4 #339 po
containerResource 7 #323 po
external 5 #326 po
ObjectMetricSource
target 1 #324
metricName 2 s
targetValue 3 Q
selector 4 #17 po
averageValue 5 Q po
ObjectMetricStatus
target 1 #324
metricName 2 s
currentValue 3 Q
selector 4 #17 po
averageValue 5 Q po
PodsMetricSource
metricName 1 s
targetAverageValue 2 Q
selector 3 #17 po
PodsMetricStatus
metricName 1 s
currentAverageValue 2 Q
selector 3 #17 po
ResourceMetricSource
name 1 s
targetAverageUtilization 2 i po
targetAverageValue 3 Q po
ResourceMetricStatus
name 1 s
currentAverageUtilization 2 i po
currentAverageValue 3 Q
@autoscaling/v2beta2 k8s.io.api.autoscaling.v2beta2
ContainerResourceMetricSource
name 1 s
target 2 #356
container 3 s
ContainerResourceMetricStatus
name 1 s
current 2 #357
container 3 s
CrossVersionObjectReference
kind 1 s
name 2 s
apiVersion 3 s o
ExternalMetricSource
metric 1 #353
target 2 #356
ExternalMetricStatus
metric 1 #353
current 2 #357
HPAScalingPolicy
type 1 s
value 2 i
periodSeconds 3 i
HPAScalingRules
stabilizationWindowSeconds 3 i po
selectPolicy 1 s po
policies 2 #345 ro
HorizontalPodAutoscaler+
metadata 1 #23 o
spec 2 #351 o
status 3 #352 o
HorizontalPodAutoscalerBehavior
scaleUp 1 #346 po
scaleDown 2 #346 po
HorizontalPodAutoscalerCondition
type 1 s
status 2 s
lastTransitionTime 3 T o
reason 4 s o
message 5 s o
HorizontalPodAutoscalerList+
metadata 1 #20 o
items 2 #347 r
HorizontalPodAutoscalerSpec
scaleTargetRef 1 #342
minReplicas 2 i po
maxReplicas 3 i
metrics 4 #354 ro
behavior 5 #348 po
HorizontalPodAutoscalerStatus
observedGeneration 1 l po
lastScaleTime 2 T po
currentReplicas 3 i
desiredReplicas 4 i
currentMetrics 5 #355 r
conditions 6 #349 r
MetricIdentifier
name 1 s
selector 2 #17 po
MetricSpec
type 1 s
object 2 #358 po
pods 3 #360 po
resource 4 #362 po
containerResource 7 #340 po
external 5 #343 po
MetricStatus
type 1 s
object 2 #359 po
pods 3 #361 po
resource 4 #363 po
containerResource 7 #341 po
external 5 #344 po
MetricTarget
type 1 s
value 2 Q po
averageValue 3 Q po
averageUtilization 4 i po
MetricValueStatus
value 1 Q po
averageValue 2 Q po
averageUtilization 3 i po
ObjectMetricSource
describedObject 1 #342
target 2 #356
metric 3 #353
ObjectMetricStatus
metric 1 #353
current 2 #357
describedObject 3 #342
PodsMetricSource
metric 1 #353
target 2 #356
PodsMetricStatus
metric 1 #353
current 2 #357
ResourceMetricSource
name 1 s
target 2 #356
ResourceMetricStatus
name 1 s
current 2 #357
@batch/v1 k8s.io.api.batch.v1
CronJob+
metadata 1 #23 o
spec 2 #366 o
status 3 #367 o
CronJobList+
metadata 1 #20 o
items 2 #364 r
CronJobSpec
schedule 1 s
timeZone 8 s po
startingDeadlineSeconds 2 l po
concurrencyPolicy 3 s o
suspend 4 b po
jobTemplate 5 #373
successfulJobsHistoryLimit 6 i po
failedJobsHistoryLimit 7 i po
CronJobStatus
active 1 #525 ro
lastScheduleTime 4 T po
lastSuccessfulTime 5 T po
Job+
metadata 1 #23 o
spec 2 #371 o
status 3 #372 o
JobCondition
type 1 s
status 2 s
lastProbeTime 3 T o
lastTransitionTime 4 T o
reason 5 s o
message 6 s o
JobList+
metadata 1 #20 o
items 2 #368 r
JobSpec
parallelism 1 i po
completions 2 i po
activeDeadlineSeconds 3 l po
podFailurePolicy 11 #374 po
successPolicy 16 #378 po
backoffLimit 7 i po
backoffLimitPerIndex 12 i po
maxFailedIndexes 13 i po
selector 4 #17 po
manualSelector 5 b po
template 6 #565
ttlSecondsAfterFinished 8 i po
completionMode 9 s po
suspend 10 b po
podReplacementPolicy 14 s po
managedBy 15 s po
JobStatus
conditions 1 #369 ro
startTime 2 T po
completionTime 3 T po
active 4 i o
succeeded 5 i o
failed 6 i o
terminating 11 i po
completedIndexes 7 s o
failedIndexes 10 s po
uncountedTerminatedPods 8 #380 po
ready 9 i po
JobTemplateSpec
metadata 1 #23 o
spec 2 #371 o
PodFailurePolicy
rules 1 #377 r
PodFailurePolicyOnExitCodesRequirement
containerName 1 s po
operator 2 s
values 3 i r
PodFailurePolicyOnPodConditionsPattern
type 1 s
status 2 s
PodFailurePolicyRule
action 1 s
onExitCodes 2 #375 po
onPodConditions 3 #376 ro
SuccessPolicy
rules 1 #379 r
SuccessPolicyRule
succeededIndexes 1 s po
succeededCount 2 i po
UncountedTerminatedPods
succeeded 1 s ro
failed 2 s ro
@batch/v1beta1 k8s.io.api.batch.v1beta1
CronJob+
metadata 1 #23 o
spec 2 #383 o
status 3 #384 o
CronJobList+
metadata 1 #20 o
items 2 #381 r
CronJobSpec
schedule 1 s
timeZone 8 s po
startingDeadlineSeconds 2 l po
concurrencyPolicy 3 s o
suspend 4 b po
jobTemplate 5 #385
successfulJobsHistoryLimit 6 i po
failedJobsHistoryLimit 7 i po
CronJobStatus
active 1 #525 ro
lastScheduleTime 4 T po
lastSuccessfulTime 5 T po
JobTemplateSpec
metadata 1 #23 o
spec 2 #371 o
@certificates.k8s.io/v1 k8s.io.api.certificates.v1
CertificateSigningRequest+
metadata 1 #23 o
spec 2 #389
status 3 #390 o
CertificateSigningRequestCondition
type 1 s
status 6 s
reason 2 s o
message 3 s o
lastUpdateTime 4 T o
lastTransitionTime 5 T o
CertificateSigningRequestList+
metadata 1 #20 o
items 2 #386 r
CertificateSigningRequestSpec
request 1 y
signerName 7 s
expirationSeconds 8 i po
usages 5 s ro
username 2 s o
uid 3 s o
groups 4 s ro
extra 6 m#391 o
CertificateSigningRequestStatus
conditions 1 #387 ro
certificate 2 y o
ExtraValue*
items 1 s r
@certificates.k8s.io/v1alpha1 k8s.io.api.certificates.v1alpha1
ClusterTrustBundle+
metadata 1 #23 o
spec 2 #394
ClusterTrustBundleList+
metadata 1 #20 o
items 2 #392 r
ClusterTrustBundleSpec
signerName 1 s o
trustBundle 2 s
@certificates.k8s.io/v1beta1 k8s.io.api.certificates.v1beta1
CertificateSigningRequest+
metadata 1 #23 o
spec 2 #398
status 3 #399 o
CertificateSigningRequestCondition
type 1 s
status 6 s
reason 2 s o
message 3 s o
lastUpdateTime 4 T o
lastTransitionTime 5 T o
CertificateSigningRequestList+
metadata 1 #20 o
items 2 #395 r
CertificateSigningRequestSpec
request 1 y
signerName 7 s po
expirationSeconds 8 i po
usages 5 s ro
username 2 s o
uid 3 s o
groups 4 s ro
extra 6 m#400 o
CertificateSigningRequestStatus
conditions 1 #396 ro
certificate 2 y o
ExtraValue*
items 1 s r
@coordination.k8s.io/v1 k8s.io.api.coordination.v1
Lease+
metadata 1 #23 o
spec 2 #403 o
LeaseList+
metadata 1 #20 o
items 2 #401 r
LeaseSpec
holderIdentity 1 s po
leaseDurationSeconds 2 i po
acquireTime 3 U po
renewTime 4 U po
leaseTransitions 5 i po
strategy 6 s po
preferredHolder 7 s po
@coordination.k8s.io/v1alpha2 k8s.io.api.coordination.v1alpha2
LeaseCandidate+
metadata 1 #23 o
spec 2 #406 o
LeaseCandidateList+
metadata 1 #20 o
items 2 #404 r
LeaseCandidateSpec
leaseName 1 s
pingTime 2 U po
renewTime 3 U po
binaryVersion 4 s
emulationVersion 5 s o
strategy 6 s o
@coordination.k8s.io/v1beta1 k8s.io.api.coordination.v1beta1
Lease+
metadata 1 #23 o
spec 2 #409 o
LeaseList+
metadata 1 #20 o
items 2 #407 r
LeaseSpec
holderIdentity 1 s po
leaseDurationSeconds 2 i po
acquireTime 3 U po
renewTime 4 U po
leaseTransitions 5 i po
strategy 6 s po
preferredHolder 7 s po
@v1 k8s.io.api.core.v1
AWSElasticBlockStoreVolumeSource
volumeID 1 s
fsType 2 s o
partition 3 i o
readOnly 4 b o
Affinity
nodeAffinity 1 #508 po
podAffinity 2 #540 po
podAntiAffinity 3 #542 po
AppArmorProfile
type 1 s
localhostProfile 2 s po
AttachedVolume
name 1 s
devicePath 2 s
AvoidPods
preferAvoidPods 1 #569 ro
AzureDiskVolumeSource
diskName 1 s
diskURI 2 s
cachingMode 3 s po
fsType 4 s po
readOnly 5 b po
kind 6 s po
AzureFilePersistentVolumeSource
secretName 1 s
shareName 2 s
readOnly 3 b o
secretNamespace 4 s p
AzureFileVolumeSource
secretName 1 s
shareName 2 s
readOnly 3 b o
Binding+
metadata 1 #23 o
target 2 #525
CSIPersistentVolumeSource
driver 1 s
volumeHandle 2 s
readOnly 3 b o
fsType 4 s o
volumeAttributes 5 ms o
controllerPublishSecretRef 6 #603 po
nodeStageSecretRef 7 #603 po
nodePublishSecretRef 8 #603 po
controllerExpandSecretRef 9 #603 po
nodeExpandSecretRef 10 #603 po
CSIVolumeSource
driver 1 s
readOnly 2 b po
fsType 3 s po
volumeAttributes 4 ms o
nodePublishSecretRef 5 #497 po
Capabilities
add 1 s ro
drop 2 s ro
CephFSPersistentVolumeSource
monitors 1 s r
path 2 s o
user 3 s o
secretFile 4 s o
secretRef 5 #603 po
readOnly 6 b o
CephFSVolumeSource
monitors 1 s r
path 2 s o
user 3 s o
secretFile 4 s o
secretRef 5 #497 po
readOnly 6 b o
CinderPersistentVolumeSource
volumeID 1 s
fsType 2 s o
readOnly 3 b o
secretRef 4 #603 po
CinderVolumeSource
volumeID 1 s
fsType 2 s o
readOnly 3 b o
secretRef 4 #497 po
ClientIPConfig
timeoutSeconds 1 i po
ClusterTrustBundleProjection
name 1 s po
signerName 2 s po
labelSelector 3 #17 po
optional 5 b po
path 4 s
ComponentCondition
type 1 s
status 2 s
message 3 s o
error 4 s o
ComponentStatus+
metadata 1 #23 o
conditions 2 #428 ro
ComponentStatusList+
metadata 1 #20 o
items 2 #429 r
ConfigMap+
metadata 1 #23 o
immutable 4 b po
data 2 ms o
binaryData 3 my o
ConfigMapEnvSource
- 1 #497 n
optional 2 b po
ConfigMapKeySelector
- 1 #497 n
key 2 s
optional 3 b po
ConfigMapList+
metadata 1 #20 o
items 2 #431 r
ConfigMapNodeConfigSource
namespace 1 s
name 2 s
uid 3 s o
resourceVersion 4 s o
kubeletConfigKey 5 s
ConfigMapProjection
- 1 #497 n
items 2 #486 ro
optional 4 b po
ConfigMapVolumeSource
- 1 #497 n
items 2 #486 ro
defaultMode 3 i po
optional 4 b po
Container
name 1 s
image 2 s o
command 3 s ro
args 4 s ro
workingDir 5 s o
ports 6 #440 ro
envFrom 19 #458 ro
env 7 #459 ro
resources 8 #590 o
resizePolicy 23 #441 ro
restartPolicy 24 s po
volumeMounts 9 #631 ro
volumeDevices 21 #630 ro
livenessProbe 10 #571 po
readinessProbe 11 #571 po
startupProbe 22 #571 po
lifecycle 12 #487 po
terminationMessagePath 13 s o
terminationMessagePolicy 20 s o
imagePullPolicy 14 s o
securityContext 15 #605 po
stdin 16 b o
stdinOnce 17 b o
tty 18 b o
ContainerImage
names 1 s r
sizeBytes 2 l o
ContainerPort
name 1 s o
hostPort 2 i o
containerPort 3 i
protocol 4 s o
hostIP 5 s o
ContainerResizePolicy
resourceName 1 s
restartPolicy 2 s
ContainerState
waiting 1 #445 po
running 2 #443 po
terminated 3 #444 po
ContainerStateRunning
startedAt 1 T o
ContainerStateTerminated
exitCode 1 i
signal 2 i o
reason 3 s o
message 4 s o
startedAt 5 T o
finishedAt 6 T o
containerID 7 s o
ContainerStateWaiting
reason 1 s o
message 2 s o
ContainerStatus
name 1 s
state 2 #442 o
lastState 3 #442 o
ready 4 b
restartCount 5 i
image 6 s
imageID 7 s
containerID 8 s o
started 9 b po
allocatedResources 10 mQ o
resources 11 #590 po
volumeMounts 12 #632 ro
user 13 #447 po
allocatedResourcesStatus 14 #591 ro
ContainerUser
linux 1 #493 po
DaemonEndpoint
Port 1 i
DownwardAPIProjection
items 1 #450 ro
DownwardAPIVolumeFile
path 1 s
fieldRef 2 #524 po
resourceFieldRef 3 #584 po
mode 4 i po
DownwardAPIVolumeSource
items 1 #450 ro
defaultMode 2 i po
EmptyDirVolumeSource
medium 1 s o
sizeLimit 2 Q po
EndpointAddress
ip 1 s
hostname 3 s o
nodeName 4 s po
targetRef 2 #525 po
EndpointPort
name 1 s o
port 2 i
protocol 3 s o
appProtocol 4 s po
EndpointSubset
addresses 1 #453 ro
notReadyAddresses 2 #453 ro
ports 3 #454 ro
Endpoints+
metadata 1 #23 o
subsets 2 #455 ro
EndpointsList+
metadata 1 #20 o
items 2 #456 r
EnvFromSource
prefix 1 s o
configMapRef 2 #432 po
secretRef 3 #599 po
EnvVar
name 1 s
value 2 s o
valueFrom 3 #460 po
EnvVarSource
fieldRef 1 #524 po
resourceFieldRef 2 #584 po
configMapKeyRef 3 #433 po
secretKeyRef 4 #600 po
EphemeralContainer
- 1 #462 n
targetContainerName 2 s o
EphemeralContainerCommon
name 1 s
image 2 s o
command 3 s ro
args 4 s ro
workingDir 5 s o
ports 6 #440 ro
envFrom 19 #458 ro
env 7 #459 ro
resources 8 #590 o
resizePolicy 23 #441 ro
restartPolicy 24 s po
volumeMounts 9 #631 ro
volumeDevices 21 #630 ro
livenessProbe 10 #571 po
readinessProbe 11 #571 po
startupProbe 22 #571 po
lifecycle 12 #487 po
terminationMessagePath 13 s o
terminationMessagePolicy 20 s o
imagePullPolicy 14 s o
securityContext 15 #605 po
stdin 16 b o
stdinOnce 17 b o
tty 18 b o
EphemeralVolumeSource
volumeClaimTemplate 1 #532 po
Event+
metadata 1 #23
involvedObject 2 #525
reason 3 s o
message 4 s o
source 5 #467 o
firstTimestamp 6 T o
lastTimestamp 7 T o
count 8 i o
type 9 s o
eventTime 10 U o
series 11 #466 po
action 12 s o
related 13 #525 po
reportingComponent 14 s
reportingInstance 15 s
EventList+
metadata 1 #20 o
items 2 #464 r
EventSeries
count 1 i o
lastObservedTime 2 U o
EventSource
component 1 s o
host 2 s o
ExecAction
command 1 s ro
FCVolumeSource
targetWWNs 1 s ro
lun 2 i po
fsType 3 s o
readOnly 4 b o
wwids 5 s ro
FlexPersistentVolumeSource
driver 1 s
fsType 2 s o
secretRef 3 #603 po
readOnly 4 b o
options 5 ms o
FlexVolumeSource
driver 1 s
fsType 2 s o
secretRef 3 #497 po
readOnly 4 b o
options 5 ms o
FlockerVolumeSource
datasetName 1 s o
datasetUUID 2 s o
GCEPersistentDiskVolumeSource
pdName 1 s
fsType 2 s o
partition 3 i o
readOnly 4 b o
GRPCAction
port 1 i
service 2 s p
GitRepoVolumeSource
repository 1 s
revision 2 s o
directory 3 s o
GlusterfsPersistentVolumeSource
endpoints 1 s
path 2 s
readOnly 3 b o
endpointsNamespace 4 s po
GlusterfsVolumeSource
endpoints 1 s
path 2 s
readOnly 3 b o
HTTPGetAction
path 1 s o
port 2 I
host 3 s o
scheme 4 s o
httpHeaders 5 #479 ro
HTTPHeader
name 1 s
value 2 s
HostAlias
ip 1 s
hostnames 2 s ro
HostIP
ip 1 s
HostPathVolumeSource
path 1 s
type 2 s po
ISCSIPersistentVolumeSource
targetPortal 1 s
iqn 2 s
lun 3 i
iscsiInterface 4 s o
fsType 5 s o
readOnly 6 b o
portals 7 s ro
chapAuthDiscovery 8 b o
chapAuthSession 11 b o
secretRef 10 #603 po
initiatorName 12 s po
ISCSIVolumeSource
targetPortal 1 s
iqn 2 s
lun 3 i
iscsiInterface 4 s o
fsType 5 s o
readOnly 6 b o
portals 7 s ro
chapAuthDiscovery 8 b o
chapAuthSession 11 b o
secretRef 10 #497 po
initiatorName 12 s po
ImageVolumeSource
reference 1 s o
pullPolicy 2 s o
KeyToPath
key 1 s
path 2 s
mode 3 i po
Lifecycle
postStart 1 #488 po
preStop 2 #488 po
LifecycleHandler
exec 1 #468 po
httpGet 2 #478 po
tcpSocket 3 #621 po
sleep 4 #617 po
LimitRange+
metadata 1 #23 o
spec 2 #492 o
LimitRangeItem
type 1 s
max 2 mQ o
min 3 mQ o
default 4 mQ o
defaultRequest 5 mQ o
maxLimitRequestRatio 6 mQ o
LimitRangeList+
metadata 1 #20 o
items 2 #489 r
LimitRangeSpec
limits 1 #490 r
LinuxContainerUser
uid 1 l
gid 2 l
supplementalGroups 3 l ro
List+
metadata 1 #20 o
items 2 J r
LoadBalancerIngress
ip 1 s o
hostname 2 s o
ipMode 3 s po
ports 4 #566 ro
LoadBalancerStatus
ingress 1 #495 ro
LocalObjectReference
name 1 s o
LocalVolumeSource
path 1 s
fsType 2 s po
ModifyVolumeStatus
targetVolumeAttributesClassName 1 s o
status 2 s
NFSVolumeSource
server 1 s
path 2 s
readOnly 3 b o
Namespace+
metadata 1 #23 o
spec 2 #504 o
status 3 #505 o
NamespaceCondition
type 1 s
status 2 s
lastTransitionTime 4 T o
reason 5 s o
message 6 s o
NamespaceList+
metadata 1 #20 o
items 2 #501 r
NamespaceSpec
finalizers 1 s ro
NamespaceStatus
phase 1 s o
conditions 2 #502 ro
Node+
metadata 1 #23 o
spec 2 #521 o
status 3 #522 o
NodeAddress
type 1 s
address 2 s
NodeAffinity
requiredDuringSchedulingIgnoredDuringExecution 1 #518 po
preferredDuringSchedulingIgnoredDuringExecution 2 #570 ro
NodeCondition
type 1 s
status 2 s
lastHeartbeatTime 3 T o
lastTransitionTime 4 T o
reason 5 s o
message 6 s o
NodeConfigSource
configMap 2 #435 po
NodeConfigStatus
assigned 1 #510 po
active 2 #510 po
lastKnownGood 3 #510 po
error 4 s o
NodeDaemonEndpoints
kubeletEndpoint 1 #448 o
NodeFeatures
supplementalGroupsPolicy 1 b po
NodeList+
metadata 1 #20 o
items 2 #506 r
NodeProxyOptions+
path 1 s o
NodeRuntimeHandler
name 1 s
features 2 #517 po
NodeRuntimeHandlerFeatures
recursiveReadOnlyMounts 1 b po
userNamespaces 2 b po
NodeSelector
nodeSelectorTerms 1 #520 r
NodeSelectorRequirement
key 1 s
operator 2 s
values 3 s ro
NodeSelectorTerm
matchExpressions 1 #519 ro
matchFields 2 #519 ro
NodeSpec
podCIDR 1 s o
podCIDRs 7 s ro
providerID 3 s o
unschedulable 4 b o
taints 5 #622 ro
configSource 6 #510 po
externalID 2 s o
NodeStatus
capacity 1 mQ o
allocatable 2 mQ o
phase 3 s o
conditions 4 #509 ro
addresses 5 #507 ro
daemonEndpoints 6 #512 o
nodeInfo 7 #523 o
images 8 #439 ro
volumesInUse 9 s ro
volumesAttached 10 #413 ro
config 11 #511 po
runtimeHandlers 12 #516 ro
features 13 #513 po
NodeSystemInfo
machineID 1 s
systemUUID 2 s
bootID 3 s
kernelVersion 4 s
osImage 5 s
containerRuntimeVersion 6 s
kubeletVersion 7 s
kubeProxyVersion 8 s
operatingSystem 9 s
architecture 10 s
ObjectFieldSelector
apiVersion 1 s o
fieldPath 2 s
ObjectReference
kind 1 s o
namespace 2 s o
name 3 s o
uid 4 s o
apiVersion 5 s o
resourceVersion 6 s o
fieldPath 7 s o
PersistentVolume+
metadata 1 #23 o
spec 2 #536 o
status 3 #537 o
PersistentVolumeClaim+
metadata 1 #23 o
spec 2 #530 o
status 3 #531 o
PersistentVolumeClaimCondition
type 1 s
status 2 s
lastProbeTime 3 T o
lastTransitionTime 4 T o
reason 5 s o
message 6 s o
PersistentVolumeClaimList+
metadata 1 #20 o
items 2 #527 r
PersistentVolumeClaimSpec
accessModes 1 s ro
selector 4 #17 po
resources 2 #635 o
volumeName 3 s o
storageClassName 5 s po
volumeMode 6 s po
dataSource 7 #627 po
dataSourceRef 8 #628 po
volumeAttributesClassName 9 s po
PersistentVolumeClaimStatus
phase 1 s o
accessModes 2 s ro
capacity 3 mQ o
conditions 4 #528 ro
allocatedResources 5 mQ o
allocatedResourceStatuses 7 ms o
currentVolumeAttributesClassName 8 s po
modifyVolumeStatus 9 #499 po
PersistentVolumeClaimTemplate
metadata 1 #23 o
spec 2 #530
PersistentVolumeClaimVolumeSource
claimName 1 s
readOnly 2 b o
PersistentVolumeList+
metadata 1 #20 o
items 2 #526 r
PersistentVolumeSource
gcePersistentDisk 1 #473 po
awsElasticBlockStore 2 #410 po
hostPath 3 #482 po
glusterfs 4 #476 po
nfs 5 #500 po
rbd 6 #575 po
iscsi 7 #483 po
cinder 8 #424 po
cephfs 9 #422 po
fc 10 #469 po
flocker 11 #472 po
flexVolume 12 #470 po
azureFile 13 #416 po
vsphereVolume 14 #637 po
quobyte 15 #574 po
azureDisk 16 #415 po
photonPersistentDisk 17 #538 po
portworxVolume 18 #567 po
scaleIO 19 #593 po
local 20 #498 po
storageos 21 #618 po
csi 22 #419 po
PersistentVolumeSpec
capacity 1 mQ o
- 2 #535 n
accessModes 3 s ro
claimRef 4 #525 po
persistentVolumeReclaimPolicy 5 s o
storageClassName 6 s o
mountOptions 7 s ro
volumeMode 8 s po
nodeAffinity 9 #633 po
volumeAttributesClassName 10 s po
PersistentVolumeStatus
phase 1 s o
message 2 s o
reason 3 s o
lastPhaseTransitionTime 4 T po
PhotonPersistentDiskVolumeSource
pdID 1 s
fsType 2 s o
Pod+
metadata 1 #23 o
spec 2 #560 o
status 3 #561 o
PodAffinity
requiredDuringSchedulingIgnoredDuringExecution 1 #541 ro
preferredDuringSchedulingIgnoredDuringExecution 2 #638 ro
PodAffinityTerm
labelSelector 1 #17 po
namespaces 2 s ro
topologyKey 3 s
namespaceSelector 4 #17 po
matchLabelKeys 5 s ro
mismatchLabelKeys 6 s ro
PodAntiAffinity
requiredDuringSchedulingIgnoredDuringExecution 1 #541 ro
preferredDuringSchedulingIgnoredDuringExecution 2 #638 ro
PodAttachOptions+
stdin 1 b o
stdout 2 b o
stderr 3 b o
tty 4 b o
container 5 s o
PodCondition
type 1 s
status 2 s
lastProbeTime 3 T o
lastTransitionTime 4 T o
reason 5 s o
message 6 s o
PodDNSConfig
nameservers 1 s ro
searches 2 s ro
options 3 #546 ro
PodDNSConfigOption
name 1 s o
value 2 s po
PodExecOptions+
stdin 1 b o
stdout 2 b o
stderr 3 b o
tty 4 b o
container 5 s o
command 6 s r
PodIP
ip 1 s
PodList+
metadata 1 #20 o
items 2 #539 r
PodLogOptions+
container 1 s o
follow 2 b o
previous 3 b o
sinceSeconds 4 l po
sinceTime 5 T po
timestamps 6 b o
tailLines 7 l po
limitBytes 8 l po
insecureSkipTLSVerifyBackend 9 b o
stream 10 s po
PodOS
name 1 s
PodPortForwardOptions+
ports 1 i ro
PodProxyOptions+
path 1 s o
PodReadinessGate
conditionType 1 s
PodResourceClaim
name 1 s
resourceClaimName 3 s po
resourceClaimTemplateName 4 s po
PodResourceClaimStatus
name 1 s
resourceClaimName 2 s po
PodSchedulingGate
name 1 s
PodSecurityContext
seLinuxOptions 1 #592 po
windowsOptions 8 #639 po
runAsUser 2 l po
runAsGroup 6 l po
runAsNonRoot 3 b po
supplementalGroups 4 l ro
supplementalGroupsPolicy 12 s po
fsGroup 5 l po
sysctls 7 #620 ro
fsGroupChangePolicy 9 s po
seccompProfile 10 #597 po
appArmorProfile 11 #412 po
seLinuxChangePolicy 13 s po
PodSignature
podController 1 #24 po
PodSpec
volumes 1 #629 ro
initContainers 20 #438 ro
containers 2 #438 r
ephemeralContainers 34 #461 ro
restartPolicy 3 s o
terminationGracePeriodSeconds 4 l po
activeDeadlineSeconds 5 l po
dnsPolicy 6 s o
nodeSelector 7 ms o
serviceAccountName 8 s o
serviceAccount 9 s o
automountServiceAccountToken 21 b po
nodeName 10 s o
hostNetwork 11 b o
hostPID 12 b o
hostIPC 13 b o
shareProcessNamespace 27 b po
securityContext 14 #558 po
imagePullSecrets 15 #497 ro
hostname 16 s o
subdomain 17 s o
affinity 18 #411 po
schedulerName 19 s o
tolerations 22 #623 ro
hostAliases 23 #480 ro
priorityClassName 24 s o
priority 25 i po
dnsConfig 26 #545 po
readinessGates 28 #554 ro
runtimeClassName 29 s po
enableServiceLinks 30 b po
preemptionPolicy 31 s po
overhead 32 mQ o
topologySpreadConstraints 33 #626 ro
setHostnameAsFQDN 35 b po
os 36 #551 po
hostUsers 37 b po
schedulingGates 38 #557 ro
resourceClaims 39 #555 ro
resources 40 #590 po
PodStatus
phase 1 s o
conditions 2 #544 ro
message 3 s o
reason 4 s o
nominatedNodeName 11 s o
hostIP 5 s o
hostIPs 16 #481 ro
podIP 6 s o
podIPs 12 #548 ro
startTime 7 T po
initContainerStatuses 10 #446 ro
containerStatuses 8 #446 ro
qosClass 9 s o
ephemeralContainerStatuses 13 #446 ro
resize 14 s o
resourceClaimStatuses 15 #556 ro
PodStatusResult+
metadata 1 #23 o
status 2 #561 o
PodTemplate+
metadata 1 #23 o
template 2 #565 o
PodTemplateList+
metadata 1 #20 o
items 2 #563 r
PodTemplateSpec
metadata 1 #23 o
spec 2 #560 o
PortStatus
port 1 i
protocol 2 s
error 3 s po
PortworxVolumeSource
volumeID 1 s
fsType 2 s o
readOnly 3 b o
Preconditions
uid 1 s po
PreferAvoidPodsEntry
podSignature 1 #559
evictionTime 2 T o
reason 3 s o
message 4 s o
PreferredSchedulingTerm
weight 1 i
preference 2 #520
Probe
- 1 #572 n
initialDelaySeconds 2 i o
timeoutSeconds 3 i o
periodSeconds 4 i o
successThreshold 5 i o
failureThreshold 6 i o
terminationGracePeriodSeconds 7 l po
ProbeHandler
exec 1 #468 po
httpGet 2 #478 po
tcpSocket 3 #621 po
grpc 4 #474 po
ProjectedVolumeSource
sources 1 #634 r
defaultMode 2 i po
QuobyteVolumeSource
registry 1 s
volume 2 s
readOnly 3 b o
user 4 s o
group 5 s o
tenant 6 s o
RBDPersistentVolumeSource
monitors 1 s r
image 2 s
fsType 3 s o
pool 4 s o
user 5 s o
keyring 6 s o
secretRef 7 #603 po
readOnly 8 b o
RBDVolumeSource
monitors 1 s r
image 2 s
fsType 3 s o
pool 4 s o
user 5 s o
keyring 6 s o
secretRef 7 #497 po
readOnly 8 b o
RangeAllocation+
metadata 1 #23 o
range 2 s
data 3 y
ReplicationController+
metadata 1 #23 o
spec 2 #581 o
status 3 #582 o
ReplicationControllerCondition
type 1 s
status 2 s
lastTransitionTime 3 T o
reason 4 s o
message 5 s o
ReplicationControllerList+
metadata 1 #20 o
items 2 #578 r
ReplicationControllerSpec
replicas 1 i po
minReadySeconds 4 i o
selector 2 ms o
template 3 #565 po
ReplicationControllerStatus
replicas 1 i
fullyLabeledReplicas 2 i o
readyReplicas 4 i o
availableReplicas 5 i o
observedGeneration 3 l o
conditions 6 #579 ro
ResourceClaim
name 1 s
request 2 s o
ResourceFieldSelector
containerName 1 s o
resource 2 s
divisor 3 Q o
ResourceHealth
resourceID 1 s
health 2 s o
ResourceQuota+
metadata 1 #23 o
spec 2 #588 o
status 3 #589 o
ResourceQuotaList+
metadata 1 #20 o
items 2 #586 r
ResourceQuotaSpec
hard 1 mQ o
scopes 2 s ro
scopeSelector 3 #595 po
ResourceQuotaStatus
hard 1 mQ o
used 2 mQ o
ResourceRequirements
limits 1 mQ o
requests 2 mQ o
claims 3 #583 ro
ResourceStatus
name 1 s
resources 2 #585 ro
SELinuxOptions
user 1 s o
role 2 s o
type 3 s o
level 4 s o
ScaleIOPersistentVolumeSource
gateway 1 s
system 2 s
secretRef 3 #603 p
sslEnabled 4 b o
protectionDomain 5 s o
storagePool 6 s o
storageMode 7 s o
volumeName 8 s o
fsType 9 s o
readOnly 10 b o
ScaleIOVolumeSource
gateway 1 s
system 2 s
secretRef 3 #497 p
sslEnabled 4 b o
protectionDomain 5 s o
storagePool 6 s o
storageMode 7 s o
volumeName 8 s o
fsType 9 s o
readOnly 10 b o
ScopeSelector
matchExpressions 1 #596 ro
ScopedResourceSelectorRequirement
scopeName 1 s
operator 2 s
values 3 s ro
SeccompProfile
type 1 s
localhostProfile 2 s po
Secret+
metadata 1 #23 o
immutable 5 b po
data 2 my o
stringData 4 ms o
type 3 s o
SecretEnvSource
- 1 #497 n
optional 2 b po
SecretKeySelector
- 1 #497 n
key 2 s
optional 3 b po
SecretList+
metadata 1 #20 o
items 2 #598 r
SecretProjection
- 1 #497 n
items 2 #486 ro
optional 4 b po
SecretReference
name 1 s o
namespace 2 s o
SecretVolumeSource
secretName 1 s o
items 2 #486 ro
defaultMode 3 i po
optional 4 b po
SecurityContext
capabilities 1 #421 po
privileged 2 b po
seLinuxOptions 3 #592 po
windowsOptions 10 #639 po
runAsUser 4 l po
runAsGroup 8 l po
runAsNonRoot 5 b po
readOnlyRootFilesystem 6 b po
allowPrivilegeEscalation 7 b po
procMount 9 s po
seccompProfile 11 #597 po
appArmorProfile 12 #412 po
SerializedReference+
reference 1 #525 o
Service+
metadata 1 #23 o
spec 2 #614 o
status 3 #615 o
ServiceAccount+
metadata 1 #23 o
secrets 2 #525 ro
imagePullSecrets 3 #497 ro
automountServiceAccountToken 4 b po
ServiceAccountList+
metadata 1 #20 o
items 2 #608 r
ServiceAccountTokenProjection
audience 1 s o
expirationSeconds 2 l po
path 3 s
ServiceList+
metadata 1 #20 o
items 2 #607 r
ServicePort
name 1 s o
protocol 2 s o
appProtocol 6 s po
port 3 i
targetPort 4 I o
nodePort 5 i o
ServiceProxyOptions+
path 1 s o
ServiceSpec
ports 1 #612 ro
selector 2 ms o
clusterIP 3 s o
clusterIPs 18 s ro
type 4 s o
externalIPs 5 s ro
sessionAffinity 7 s o
loadBalancerIP 8 s o
loadBalancerSourceRanges 9 s ro
externalName 10 s o
externalTrafficPolicy 11 s o
healthCheckNodePort 12 i o
publishNotReadyAddresses 13 b o
sessionAffinityConfig 14 #616 po
ipFamilies 19 s ro
ipFamilyPolicy 17 s po
allocateLoadBalancerNodePorts 20 b po
loadBalancerClass 21 s po
internalTrafficPolicy 22 s po
trafficDistribution 23 s po
ServiceStatus
loadBalancer 1 #496 o
conditions 2 #6 ro
SessionAffinityConfig
clientIP 1 #426 po
SleepAction
seconds 1 l
StorageOSPersistentVolumeSource
volumeName 1 s o
volumeNamespace 2 s o
fsType 3 s o
readOnly 4 b o
secretRef 5 #525 po
StorageOSVolumeSource
volumeName 1 s o
volumeNamespace 2 s o
fsType 3 s o
readOnly 4 b o
secretRef 5 #497 po
Sysctl
name 1 s
value 2 s
TCPSocketAction
port 1 I
host 2 s o
Taint
key 1 s
value 2 s o
effect 3 s
timeAdded 4 T po
Toleration
key 1 s o
operator 2 s o
value 3 s o
effect 4 s o
tolerationSeconds 5 l po
TopologySelectorLabelRequirement
key 1 s
values 2 s r
TopologySelectorTerm
matchLabelExpressions 1 #624 ro
TopologySpreadConstraint
maxSkew 1 i
topologyKey 2 s
whenUnsatisfiable 3 s
labelSelector 4 #17 po
minDomains 5 i po
nodeAffinityPolicy 6 s po
nodeTaintsPolicy 7 s po
matchLabelKeys 8 s ro
TypedLocalObjectReference
apiGroup 1 s p
kind 2 s
name 3 s
TypedObjectReference
apiGroup 1 s p
kind 2 s
name 3 s
namespace 4 s po
Volume
name 1 s
- 2 #636 n
VolumeDevice
name 1 s
devicePath 2 s
VolumeMount
name 1 s
readOnly 2 b o
recursiveReadOnly 7 s po
mountPath 3 s
subPath 4 s o
mountPropagation 5 s po
subPathExpr 6 s o
VolumeMountStatus
name 1 s
mountPath 2 s
readOnly 3 b o
recursiveReadOnly 4 s po
VolumeNodeAffinity
required 1 #518 po
VolumeProjection
secret 1 #602 po
downwardAPI 2 #449 po
configMap 3 #436 po
serviceAccountToken 4 #610 po
clusterTrustBundle 5 #427 po
VolumeResourceRequirements
limits 1 mQ o
requests 2 mQ o
VolumeSource
hostPath 1 #482 po
emptyDir 2 #452 po
gcePersistentDisk 3 #473 po
awsElasticBlockStore 4 #410 po
gitRepo 5 #475 po
secret 6 #604 po
nfs 7 #500 po
iscsi 8 #484 po
glusterfs 9 #477 po
persistentVolumeClaim 10 #533 po
rbd 11 #576 po
flexVolume 12 #471 po
cinder 13 #425 po
cephfs 14 #423 po
flocker 15 #472 po
downwardAPI 16 #451 po
fc 17 #469 po
azureFile 18 #417 po
configMap 19 #437 po
vsphereVolume 20 #637 po
quobyte 21 #574 po
azureDisk 22 #415 po
photonPersistentDisk 23 #538 po
projected 26 #573 po
portworxVolume 24 #567 po
scaleIO 25 #594 po
storageos 27 #619 po
csi 28 #420 po
ephemeral 29 #463 po
image 30 #485 po
VsphereVirtualDiskVolumeSource
volumePath 1 s
fsType 2 s o
storagePolicyName 3 s o
storagePolicyID 4 s o
WeightedPodAffinityTerm
weight 1 i
podAffinityTerm 2 #541
WindowsSecurityContextOptions
gmsaCredentialSpecName 1 s po
gmsaCredentialSpec 2 s po
runAsUserName 3 s po
hostProcess 4 b po
@discovery.k8s.io/v1 k8s.io.api.discovery.v1
Endpoint
addresses 1 s r
conditions 2 #641 o
hostname 3 s po
targetRef 4 #525 po
deprecatedTopology 5 ms o
nodeName 6 s po
zone 7 s po
hints 8 #642 po
EndpointConditions
ready 1 b po
serving 2 b po
terminating 3 b po
EndpointHints
forZones 1 #646 ro
EndpointPort
name 1 s po
protocol 2 s po
port 3 i po
appProtocol 4 s po
EndpointSlice+
metadata 1 #23 o
addressType 4 s
endpoints 2 #640 r
ports 3 #643 r
EndpointSliceList+
metadata 1 #20 o
items 2 #644 r
ForZone
name 1 s
@discovery.k8s.io/v1beta1 k8s.io.api.discovery.v1beta1
Endpoint
addresses 1 s r
conditions 2 #648 o
hostname 3 s po
targetRef 4 #525 po
topology 5 ms o
nodeName 6 s po
hints 7 #649 po
EndpointConditions
ready 1 b po
serving 2 b po
terminating 3 b po
EndpointHints
forZones 1 #653 ro
EndpointPort
name 1 s po
protocol 2 s po
port 3 i po
appProtocol 4 s po
EndpointSlice+
metadata 1 #23 o
addressType 4 s
endpoints 2 #647 r
ports 3 #650 r
EndpointSliceList+
metadata 1 #20 o
items 2 #651 r
ForZone
name 1 s
@events.k8s.io/v1 k8s.io.api.events.v1
Event+
metadata 1 #23
eventTime 2 U
series 3 #656 po
reportingController 4 s o
reportingInstance 5 s o
action 6 s o
reason 7 s o
regarding 8 #525 o
related 9 #525 po
note 10 s o
type 11 s o
deprecatedSource 12 #467 o
deprecatedFirstTimestamp 13 T o
deprecatedLastTimestamp 14 T o
deprecatedCount 15 i o
EventList+
metadata 1 #20 o
items 2 #654 r
EventSeries
count 1 i
lastObservedTime 2 U
@events.k8s.io/v1beta1 k8s.io.api.events.v1beta1
Event+
metadata 1 #23
eventTime 2 U
series 3 #659 po
reportingController 4 s o
reportingInstance 5 s o
action 6 s o
reason 7 s o
regarding 8 #525 o
related 9 #525 po
note 10 s o
type 11 s o
deprecatedSource 12 #467 o
deprecatedFirstTimestamp 13 T o
deprecatedLastTimestamp 14 T o
deprecatedCount 15 i o
EventList+
metadata 1 #20 o
items 2 #657 r
EventSeries
count 1 i
lastObservedTime 2 U
@extensions/v1beta1 k8s.io.api.extensions.v1beta1
DaemonSet+
metadata 1 #23 o
spec 2 #663 o
status 3 #664 o
DaemonSetCondition
type 1 s
status 2 s
lastTransitionTime 3 T o
reason 4 s o
message 5 s o
DaemonSetList+
metadata 1 #20 o
items 2 #660 r
DaemonSetSpec
selector 1 #17 po
template 2 #565
updateStrategy 3 #665 o
minReadySeconds 4 i o
templateGeneration 5 l o
revisionHistoryLimit 6 i po
DaemonSetStatus
currentNumberScheduled 1 i
numberMisscheduled 2 i
desiredNumberScheduled 3 i
numberReady 4 i
observedGeneration 5 l o
updatedNumberScheduled 6 i o
numberAvailable 7 i o
numberUnavailable 8 i o
collisionCount 9 i po
conditions 10 #661 ro
DaemonSetUpdateStrategy
type 1 s o
rollingUpdate 2 #700 po
Deployment+
metadata 1 #23 o
spec 2 #670 o
status 3 #671 o
DeploymentCondition
type 1 s
status 2 s
lastUpdateTime 6 T o
lastTransitionTime 7 T o
reason 4 s o
message 5 s o
DeploymentList+
metadata 1 #20 o
items 2 #666 r
DeploymentRollback+
name 1 s
updatedAnnotations 2 ms o
rollbackTo 3 #699
DeploymentSpec
replicas 1 i po
selector 2 #17 po
template 3 #565
strategy 4 #672 o
minReadySeconds 5 i o
revisionHistoryLimit 6 i po
paused 7 b o
rollbackTo 8 #699 po
progressDeadlineSeconds 9 i po
DeploymentStatus
observedGeneration 1 l o
replicas 2 i o
updatedReplicas 3 i o
readyReplicas 7 i o
availableReplicas 4 i o
unavailableReplicas 5 i o
conditions 6 #667 ro
collisionCount 8 i po
DeploymentStrategy
type 1 s o
rollingUpdate 2 #701 po
HTTPIngressPath
path 1 s o
pathType 3 s po
backend 2 #677
HTTPIngressRuleValue
paths 1 #673 r
IPBlock
cidr 1 s
except 2 s ro
Ingress+
metadata 1 #23 o
spec 2 #684 o
status 3 #685 o
IngressBackend
serviceName 1 s o
servicePort 2 I o
resource 3 #627 po
IngressList+
metadata 1 #20 o
items 2 #676 r
IngressLoadBalancerIngress
ip 1 s o
hostname 2 s o
ports 4 #681 ro
IngressLoadBalancerStatus
ingress 1 #679 ro
IngressPortStatus
port 1 i
protocol 2 s
error 3 s po
IngressRule
host 1 s o
- 2 #683 n
IngressRuleValue
http 1 #674 po
IngressSpec
ingressClassName 4 s po
backend 1 #677 po
tls 2 #686 ro
rules 3 #682 ro
IngressStatus
loadBalancer 1 #680 o
IngressTLS
hosts 1 s ro
secretName 2 s o
NetworkPolicy+
metadata 1 #23 o
spec 2 #693 o
NetworkPolicyEgressRule
ports 1 #692 ro
to 2 #691 ro
NetworkPolicyIngressRule
ports 1 #692 ro
from 2 #691 ro
NetworkPolicyList+
metadata 1 #20 o
items 2 #687 r
NetworkPolicyPeer
podSelector 1 #17 po
namespaceSelector 2 #17 po
ipBlock 3 #675 po
NetworkPolicyPort
protocol 1 s po
port 2 I po
endPort 3 i po
NetworkPolicySpec
podSelector 1 #17
ingress 2 #689 ro
egress 3 #688 ro
policyTypes 4 s ro
ReplicaSet+
metadata 1 #23 o
spec 2 #697 o
status 3 #698 o
ReplicaSetCondition
type 1 s
status 2 s
lastTransitionTime 3 T o
reason 4 s o
message 5 s o
ReplicaSetList+
metadata 1 #20 o
items 2 #694 r
ReplicaSetSpec
replicas 1 i po
minReadySeconds 4 i o
selector 2 #17 po
template 3 #565 o
ReplicaSetStatus
replicas 1 i
fullyLabeledReplicas 2 i o
readyReplicas 4 i o
availableReplicas 5 i o
observedGeneration 3 l o
conditions 6 #695 ro
RollbackConfig
revision 1 l o
RollingUpdateDaemonSet
maxUnavailable 1 I po
maxSurge 2 I po
RollingUpdateDeployment
maxUnavailable 1 I po
maxSurge 2 I po
Scale+
metadata 1 #23 o
spec 2 #703 o
status 3 #704 o
ScaleSpec
replicas 1 i o
ScaleStatus
replicas 1 i
selector 2 ms o
targetSelector 3 s o
@flowcontrol.apiserver.k8s.io/v1 k8s.io.api.flowcontrol.v1
ExemptPriorityLevelConfiguration
nominalConcurrencyShares 1 i po
lendablePercent 2 i po
FlowDistinguisherMethod
type 1 s
FlowSchema+
metadata 1 #23 o
spec 2 #710 o
status 3 #711 o
FlowSchemaCondition
type 1 s o
status 2 s o
lastTransitionTime 3 T o
reason 4 s o
message 5 s o
FlowSchemaList+
metadata 1 #20 o
items 2 #707 r
FlowSchemaSpec
priorityLevelConfiguration 1 #720
matchingPrecedence 2 i
distinguisherMethod 3 #706 po
rules 4 #716 ro
FlowSchemaStatus
conditions 1 #708 ro
GroupSubject
name 1 s
LimitResponse
type 1 s
queuing 2 #723 po
LimitedPriorityLevelConfiguration
nominalConcurrencyShares 1 i p
limitResponse 2 #713 o
lendablePercent 3 i po
borrowingLimitPercent 4 i po
NonResourcePolicyRule
verbs 1 s r
nonResourceURLs 6 s r
PolicyRulesWithSubjects
subjects 1 #726 r
resourceRules 2 #724 ro
nonResourceRules 3 #715 ro
PriorityLevelConfiguration+
metadata 1 #23 o
spec 2 #721 o
status 3 #722 o
PriorityLevelConfigurationCondition
type 1 s o
status 2 s o
lastTransitionTime 3 T o
reason 4 s o
message 5 s o
PriorityLevelConfigurationList+
metadata 1 #20 o
items 2 #717 r
PriorityLevelConfigurationReference
name 1 s
PriorityLevelConfigurationSpec
type 1 s
limited 2 #714 po
exempt 3 #705 po
PriorityLevelConfigurationStatus
conditions 1 #718 ro
QueuingConfiguration
queues 1 i
handSize 2 i
queueLengthLimit 3 i
ResourcePolicyRule
verbs 1 s r
apiGroups 2 s r
resources 3 s r
clusterScope 4 b o
namespaces 5 s r
ServiceAccountSubject
namespace 1 s
name 2 s
Subject
kind 1 s
user 2 #727 po
group 3 #712 po
serviceAccount 4 #725 po
UserSubject
name 1 s
@flowcontrol.apiserver.k8s.io/v1beta1 k8s.io.api.flowcontrol.v1beta1
ExemptPriorityLevelConfiguration
nominalConcurrencyShares 1 i po
lendablePercent 2 i po
FlowDistinguisherMethod
type 1 s
FlowSchema+
metadata 1 #23 o
spec 2 #733 o
status 3 #734 o
FlowSchemaCondition
type 1 s o
status 2 s o
lastTransitionTime 3 T o
reason 4 s o
message 5 s o
FlowSchemaList+
metadata 1 #20 o
items 2 #730 r
FlowSchemaSpec
priorityLevelConfiguration 1 #743
matchingPrecedence 2 i
distinguisherMethod 3 #729 po
rules 4 #739 ro
FlowSchemaStatus
conditions 1 #731 ro
GroupSubject
name 1 s
LimitResponse
type 1 s
queuing 2 #746 po
LimitedPriorityLevelConfiguration
assuredConcurrencyShares 1 i
limitResponse 2 #736 o
lendablePercent 3 i po
borrowingLimitPercent 4 i po
NonResourcePolicyRule
verbs 1 s r
nonResourceURLs 6 s r
PolicyRulesWithSubjects
subjects 1 #749 r
resourceRules 2 #747 ro
nonResourceRules 3 #738 ro
PriorityLevelConfiguration+
metadata 1 #23 o
spec 2 #744 o
status 3 #745 o
PriorityLevelConfigurationCondition
type 1 s o
status 2 s o
lastTransitionTime 3 T o
reason 4 s o
message 5 s o
PriorityLevelConfigurationList+
metadata 1 #20 o
items 2 #740 r
PriorityLevelConfigurationReference
name 1 s
PriorityLevelConfigurationSpec
type 1 s
limited 2 #737 po
exempt 3 #728 po
PriorityLevelConfigurationStatus
conditions 1 #741 ro
QueuingConfiguration
queues 1 i
handSize 2 i
queueLengthLimit 3 i
ResourcePolicyRule
verbs 1 s r
apiGroups 2 s r
resources 3 s r
clusterScope 4 b o
namespaces 5 s r
ServiceAccountSubject
namespace 1 s
name 2 s
Subject
kind 1 s
user 2 #750 po
group 3 #735 po
serviceAccount 4 #748 po
UserSubject
name 1 s
@flowcontrol.apiserver.k8s.io/v1beta2 k8s.io.api.flowcontrol.v1beta2
ExemptPriorityLevelConfiguration
nominalConcurrencyShares 1 i po
lendablePercent 2 i po
FlowDistinguisherMethod
type 1 s
FlowSchema+
metadata 1 #23 o
spec 2 #756 o
status 3 #757 o
FlowSchemaCondition
type 1 s o
status 2 s o
lastTransitionTime 3 T o
reason 4 s o
message 5 s o
FlowSchemaList+
metadata 1 #20 o
items 2 #753 r
FlowSchemaSpec
priorityLevelConfiguration 1 #766
matchingPrecedence 2 i
distinguisherMethod 3 #752 po
rules 4 #762 ro
FlowSchemaStatus
conditions 1 #754 ro
GroupSubject
name 1 s
LimitResponse
type 1 s
queuing 2 #769 po
LimitedPriorityLevelConfiguration
assuredConcurrencyShares 1 i
limitResponse 2 #759 o
lendablePercent 3 i po
borrowingLimitPercent 4 i po
NonResourcePolicyRule
verbs 1 s r
nonResourceURLs 6 s r
PolicyRulesWithSubjects
subjects 1 #772 r
resourceRules 2 #770 ro
nonResourceRules 3 #761 ro
PriorityLevelConfiguration+
metadata 1 #23 o
spec 2 #767 o
status 3 #768 o
PriorityLevelConfigurationCondition
type 1 s o
status 2 s o
lastTransitionTime 3 T o
reason 4 s o
message 5 s o
PriorityLevelConfigurationList+
metadata 1 #20 o
items 2 #763 r
PriorityLevelConfigurationReference
name 1 s
PriorityLevelConfigurationSpec
type 1 s
limited 2 #760 po
exempt 3 #751 po
PriorityLevelConfigurationStatus
conditions 1 #764 ro
QueuingConfiguration
queues 1 i
handSize 2 i
queueLengthLimit 3 i
ResourcePolicyRule
verbs 1 s r
apiGroups 2 s r
resources 3 s r
clusterScope 4 b o
namespaces 5 s r
ServiceAccountSubject
namespace 1 s
name 2 s
Subject
kind 1 s
user 2 #773 po
group 3 #758 po
serviceAccount 4 #771 po
UserSubject
name 1 s
@flowcontrol.apiserver.k8s.io/v1beta3 k8s.io.api.flowcontrol.v1beta3
ExemptPriorityLevelConfiguration
nominalConcurrencyShares 1 i po
lendablePercent 2 i po
FlowDistinguisherMethod
type 1 s
FlowSchema+
metadata 1 #23 o
spec 2 #779 o
status 3 #780 o
FlowSchemaCondition
type 1 s o
status 2 s o
lastTransitionTime 3 T o
reason 4 s o
message 5 s o
FlowSchemaList+
metadata 1 #20 o
items 2 #776 r
FlowSchemaSpec
priorityLevelConfiguration 1 #789
matchingPrecedence 2 i
distinguisherMethod 3 #775 po
rules 4 #785 ro
FlowSchemaStatus
conditions 1 #777 ro
GroupSubject
name 1 s
LimitResponse
type 1 s
queuing 2 #792 po
LimitedPriorityLevelConfiguration
nominalConcurrencyShares 1 i
limitResponse 2 #782 o
lendablePercent 3 i po
borrowingLimitPercent 4 i po
NonResourcePolicyRule
verbs 1 s r
nonResourceURLs 6 s r
PolicyRulesWithSubjects
subjects 1 #795 r
resourceRules 2 #793 ro
nonResourceRules 3 #784 ro
PriorityLevelConfiguration+
metadata 1 #23 o
spec 2 #790 o
status 3 #791 o
PriorityLevelConfigurationCondition
type 1 s o
status 2 s o
lastTransitionTime 3 T o
reason 4 s o
message 5 s o
PriorityLevelConfigurationList+
metadata 1 #20 o
items 2 #786 r
PriorityLevelConfigurationReference
name 1 s
PriorityLevelConfigurationSpec
type 1 s
limited 2 #783 po
exempt 3 #774 po
PriorityLevelConfigurationStatus
conditions 1 #787 ro
QueuingConfiguration
queues 1 i
handSize 2 i
queueLengthLimit 3 i
ResourcePolicyRule
verbs 1 s r
apiGroups 2 s r
resources 3 s r
clusterScope 4 b o
namespaces 5 s r
ServiceAccountSubject
namespace 1 s
name 2 s
Subject
kind 1 s
user 2 #796 po
group 3 #781 po
serviceAccount 4 #794 po
UserSubject
name 1 s
@imagepolicy.k8s.io/v1alpha1 k8s.io.api.imagepolicy.v1alpha1
ImageReview+
metadata 1 #23 o
spec 2 #799
status 3 #800 o
ImageReviewContainerSpec
image 1 s o
ImageReviewSpec
containers 1 #798 ro
annotations 2 ms o
namespace 3 s o
ImageReviewStatus
allowed 1 b
reason 2 s o
auditAnnotations 3 ms o
@networking.k8s.io/v1 k8s.io.api.networking.v1
HTTPIngressPath
path 1 s o
pathType 3 s p
backend 2 #805
HTTPIngressRuleValue
paths 1 #801 r
IPBlock
cidr 1 s
except 2 s ro
Ingress+
metadata 1 #23 o
spec 2 #817 o
status 3 #818 o
IngressBackend
service 4 #816 po
resource 3 #627 po
IngressClass+
metadata 1 #23 o
spec 2 #809 o
IngressClassList+
metadata 1 #20 o
items 2 #806 r
IngressClassParametersReference
apiGroup 1 s po
kind 2 s
name 3 s
scope 4 s p
namespace 5 s po
IngressClassSpec
controller 1 s o
parameters 2 #808 po
IngressList+
metadata 1 #20 o
items 2 #804 r
IngressLoadBalancerIngress
ip 1 s o
hostname 2 s o
ports 4 #813 ro
IngressLoadBalancerStatus
ingress 1 #811 ro
IngressPortStatus
port 1 i
protocol 2 s
error 3 s po
IngressRule
host 1 s o
- 2 #815 n
IngressRuleValue
http 1 #802 po
IngressServiceBackend
name 1 s
port 2 #827 o
IngressSpec
ingressClassName 4 s po
defaultBackend 1 #805 po
tls 2 #819 ro
rules 3 #814 ro
IngressStatus
loadBalancer 1 #812 o
IngressTLS
hosts 1 s ro
secretName 2 s o
NetworkPolicy+
metadata 1 #23 o
spec 2 #826 o
NetworkPolicyEgressRule
ports 1 #825 ro
to 2 #824 ro
NetworkPolicyIngressRule
ports 1 #825 ro
from 2 #824 ro
NetworkPolicyList+
metadata 1 #20 o
items 2 #820 r
NetworkPolicyPeer
podSelector 1 #17 po
namespaceSelector 2 #17 po
ipBlock 3 #803 po
NetworkPolicyPort
protocol 1 s po
port 2 I po
endPort 3 i po
NetworkPolicySpec
podSelector 1 #17
ingress 2 #822 ro
egress 3 #821 ro
policyTypes 4 s ro
ServiceBackendPort
name 1 s o
number 2 i o
@networking.k8s.io/v1alpha1 k8s.io.api.networking.v1alpha1
IPAddress+
metadata 1 #23 o
spec 2 #830 o
IPAddressList+
metadata 1 #20 o
items 2 #828 r
IPAddressSpec
parentRef 1 #831 po
ParentReference
group 1 s o
resource 2 s o
namespace 3 s o
name 4 s o
ServiceCIDR+
metadata 1 #23 o
spec 2 #834 o
status 3 #835 o
ServiceCIDRList+
metadata 1 #20 o
items 2 #832 r
ServiceCIDRSpec
cidrs 1 s ro
ServiceCIDRStatus
conditions 1 #6 ro
@networking.k8s.io/v1beta1 k8s.io.api.networking.v1beta1
HTTPIngressPath
path 1 s o
pathType 3 s po
backend 2 #842
HTTPIngressRuleValue
paths 1 #836 r
IPAddress+
metadata 1 #23 o
spec 2 #840 o
IPAddressList+
metadata 1 #20 o
items 2 #838 r
IPAddressSpec
parentRef 1 #856 po
Ingress+
metadata 1 #23 o
spec 2 #853 o
status 3 #854 o
IngressBackend
serviceName 1 s o
servicePort 2 I o
resource 3 #627 po
IngressClass+
metadata 1 #23 o
spec 2 #846 o
IngressClassList+
metadata 1 #20 o
items 2 #843 r
IngressClassParametersReference
apiGroup 1 s po
kind 2 s
name 3 s
scope 4 s p
namespace 5 s po
IngressClassSpec
controller 1 s o
parameters 2 #845 po
IngressList+
metadata 1 #20 o
items 2 #841 r
IngressLoadBalancerIngress
ip 1 s o
hostname 2 s o
ports 4 #850 ro
IngressLoadBalancerStatus
ingress 1 #848 ro
IngressPortStatus
port 1 i
protocol 2 s
error 3 s po
IngressRule
host 1 s o
- 2 #852 n
IngressRuleValue
http 1 #837 po
IngressSpec
ingressClassName 4 s po
backend 1 #842 po
tls 2 #855 ro
rules 3 #851 ro
IngressStatus
loadBalancer 1 #849 o
IngressTLS
hosts 1 s ro
secretName 2 s o
ParentReference
group 1 s o
resource 2 s o
namespace 3 s o
name 4 s o
ServiceCIDR+
metadata 1 #23 o
spec 2 #859 o
status 3 #860 o
ServiceCIDRList+
metadata 1 #20 o
items 2 #857 r
ServiceCIDRSpec
cidrs 1 s ro
ServiceCIDRStatus
conditions 1 #6 ro
@node.k8s.io/v1 k8s.io.api.node.v1
Overhead
podFixed 1 mQ o
RuntimeClass+
metadata 1 #23 o
handler 2 s
overhead 3 #861 po
scheduling 4 #864 po
RuntimeClassList+
metadata 1 #20 o
items 2 #862 r
Scheduling
nodeSelector 1 ms o
tolerations 2 #623 ro
@node.k8s.io/v1alpha1 k8s.io.api.node.v1alpha1
Overhead
podFixed 1 mQ o
RuntimeClass+
metadata 1 #23 o
spec 2 #868
RuntimeClassList+
metadata 1 #20 o
items 2 #866 r
RuntimeClassSpec
runtimeHandler 1 s
overhead 2 #865 po
scheduling 3 #869 po
Scheduling
nodeSelector 1 ms o
tolerations 2 #623 ro
@node.k8s.io/v1beta1 k8s.io.api.node.v1beta1
Overhead
podFixed 1 mQ o
RuntimeClass+
metadata 1 #23 o
handler 2 s
overhead 3 #870 po
scheduling 4 #873 po
RuntimeClassList+
metadata 1 #20 o
items 2 #871 r
Scheduling
nodeSelector 1 ms o
tolerations 2 #623 ro
@policy/v1 k8s.io.api.policy.v1
Eviction+
metadata 1 #23 o
deleteOptions 2 #8 po
PodDisruptionBudget+
metadata 1 #23 o
spec 2 #877 o
status 3 #878 o
PodDisruptionBudgetList+
metadata 1 #20 o
items 2 #875 r
PodDisruptionBudgetSpec
minAvailable 1 I po
selector 2 #17 po
maxUnavailable 3 I po
unhealthyPodEvictionPolicy 4 s po
PodDisruptionBudgetStatus
observedGeneration 1 l o
disruptedPods 2 mT o
disruptionsAllowed 3 i
currentHealthy 4 i
desiredHealthy 5 i
expectedPods 6 i
conditions 7 #6 ro
@policy/v1beta1 k8s.io.api.policy.v1beta1
Eviction+
metadata 1 #23 o
deleteOptions 2 #8 po
PodDisruptionBudget+
metadata 1 #23 o
spec 2 #882 o
status 3 #883 o
PodDisruptionBudgetList+
metadata 1 #20 o
items 2 #880 r
PodDisruptionBudgetSpec
minAvailable 1 I po
selector 2 #17 po
maxUnavailable 3 I po
unhealthyPodEvictionPolicy 4 s po
PodDisruptionBudgetStatus
observedGeneration 1 l o
disruptedPods 2 mT o
disruptionsAllowed 3 i
currentHealthy 4 i
desiredHealthy 5 i
expectedPods 6 i
conditions 7 #6 ro
@rbac.authorization.k8s.io/v1 k8s.io.api.rbac.v1
AggregationRule
clusterRoleSelectors 1 #17 ro
ClusterRole+
metadata 1 #23 o
rules 2 #889 r
aggregationRule 3 #884 po
ClusterRoleBinding+
metadata 1 #23 o
subjects 2 #895 ro
roleRef 3 #894
ClusterRoleBindingList+
metadata 1 #20 o
items 2 #886 r
ClusterRoleList+
metadata 1 #20 o
items 2 #885 r
PolicyRule
verbs 1 s r
apiGroups 2 s ro
resources 3 s ro
resourceNames 4 s ro
nonResourceURLs 5 s ro
Role+
metadata 1 #23 o
rules 2 #889 r
RoleBinding+
metadata 1 #23 o
subjects 2 #895 ro
roleRef 3 #894
RoleBindingList+
metadata 1 #20 o
items 2 #891 r
RoleList+
metadata 1 #20 o
items 2 #890 r
RoleRef
apiGroup 1 s
kind 2 s
name 3 s
Subject
kind 1 s
apiGroup 2 s o
name 3 s
namespace 4 s o
@rbac.authorization.k8s.io/v1alpha1 k8s.io.api.rbac.v1alpha1
AggregationRule
clusterRoleSelectors 1 #17 ro
ClusterRole+
metadata 1 #23 o
rules 2 #901 r
aggregationRule 3 #896 po
ClusterRoleBinding+
metadata 1 #23 o
subjects 2 #907 ro
roleRef 3 #906
ClusterRoleBindingList+
metadata 1 #20 o
items 2 #898 r
ClusterRoleList+
metadata 1 #20 o
items 2 #897 r
PolicyRule
verbs 1 s r
apiGroups 3 s ro
resources 4 s ro
resourceNames 5 s ro
nonResourceURLs 6 s ro
Role+
metadata 1 #23 o
rules 2 #901 r
RoleBinding+
metadata 1 #23 o
subjects 2 #907 ro
roleRef 3 #906
RoleBindingList+
metadata 1 #20 o
items 2 #903 r
RoleList+
metadata 1 #20 o
items 2 #902 r
RoleRef
apiGroup 1 s
kind 2 s
name 3 s
Subject
kind 1 s
apiVersion 2 s o
name 3 s
namespace 4 s o
@rbac.authorization.k8s.io/v1beta1 k8s.io.api.rbac.v1beta1
AggregationRule
clusterRoleSelectors 1 #17 ro
ClusterRole+
metadata 1 #23 o
rules 2 #913 r
aggregationRule 3 #908 po
ClusterRoleBinding+
metadata 1 #23 o
subjects 2 #919 ro
roleRef 3 #918
ClusterRoleBindingList+
metadata 1 #20 o
items 2 #910 r
ClusterRoleList+
metadata 1 #20 o
items 2 #909 r
PolicyRule
verbs 1 s r
apiGroups 2 s ro
resources 3 s ro
resourceNames 4 s ro
nonResourceURLs 5 s ro
Role+
metadata 1 #23 o
rules 2 #913 r
RoleBinding+
metadata 1 #23 o
subjects 2 #919 ro
roleRef 3 #918
RoleBindingList+
metadata 1 #20 o
items 2 #915 r
RoleList+
metadata 1 #20 o
items 2 #914 r
RoleRef
apiGroup 1 s
kind 2 s
name 3 s
Subject
kind 1 s
apiGroup 2 s o
name 3 s
namespace 4 s o
@resource.k8s.io/v1alpha3 k8s.io.api.resource.v1alpha3
AllocatedDeviceStatus
driver 1 s
pool 2 s
device 3 s
conditions 4 #6 r
data 5 J o
networkData 6 #939 po
AllocationResult
devices 1 #926 o
nodeSelector 3 #518 po
BasicDevice
attributes 1 m#927 o
capacity 2 mQ o
CELDeviceSelector
expression 1 s
Device
name 1 s
basic 2 #922 po
DeviceAllocationConfiguration
source 1 s
requests 2 s ro
- 3 #934 n
DeviceAllocationResult
results 1 #937 ro
config 2 #925 ro
DeviceAttribute
int 2 l po
bool 3 b po
string 4 s po
version 5 s po
DeviceClaim
requests 1 #936 r
constraints 2 #935 ro
config 3 #929 ro
DeviceClaimConfiguration
requests 1 s ro
- 2 #934 n
DeviceClass+
metadata 1 #23 o
spec 2 #933
DeviceClassConfiguration
- 1 #934 n
DeviceClassList+
metadata 1 #20 o
items 2 #930 r
DeviceClassSpec
selectors 1 #938 ro
config 2 #931 ro
DeviceConfiguration
opaque 1 #940 po
DeviceConstraint
requests 1 s ro
matchAttribute 2 s po
DeviceRequest
name 1 s
deviceClassName 2 s
selectors 3 #938 ro
allocationMode 4 s o
count 5 l o
adminAccess 6 b po
DeviceRequestAllocationResult
request 1 s
driver 2 s
pool 3 s
device 4 s
adminAccess 5 b p
DeviceSelector
cel 1 #923 po
NetworkDeviceData
interfaceName 1 s o
ips 2 s ro
hardwareAddress 3 s o
OpaqueDeviceConfiguration
driver 1 s
parameters 2 J
ResourceClaim+
metadata 1 #23 o
spec 2 #944
status 3 #945 o
ResourceClaimConsumerReference
apiGroup 1 s o
resource 3 s
name 4 s
uid 5 s
ResourceClaimList+
metadata 1 #20 o
items 2 #941 r
ResourceClaimSpec
devices 1 #928
ResourceClaimStatus
allocation 1 #921 po
reservedFor 2 #942 ro
devices 4 #920 ro
ResourceClaimTemplate+
metadata 1 #23 o
spec 2 #948
ResourceClaimTemplateList+
metadata 1 #20 o
items 2 #946 r
ResourceClaimTemplateSpec
metadata 1 #23 o
spec 2 #944
ResourcePool
name 1 s
generation 2 l
resourceSliceCount 3 l
ResourceSlice+
metadata 1 #23 o
spec 2 #952
ResourceSliceList+
metadata 1 #20 o
items 2 #950 r
ResourceSliceSpec
driver 1 s
pool 2 #949
nodeName 3 s o
nodeSelector 4 #518 po
allNodes 5 b o
devices 6 #924 r
@resource.k8s.io/v1beta1 k8s.io.api.resource.v1beta1
AllocatedDeviceStatus
driver 1 s
pool 2 s
device 3 s
conditions 4 #6 r
data 5 J o
networkData 6 #973 po
AllocationResult
devices 1 #959 o
nodeSelector 3 #518 po
BasicDevice
attributes 1 m#960 o
capacity 2 m#961 o
CELDeviceSelector
expression 1 s
Device
name 1 s
basic 2 #955 po
DeviceAllocationConfiguration
source 1 s
requests 2 s ro
- 3 #968 n
DeviceAllocationResult
results 1 #971 ro
config 2 #958 ro
DeviceAttribute
int 2 l po
bool 3 b po
string 4 s po
version 5 s po
DeviceCapacity
value 1 Q
DeviceClaim
requests 1 #970 r
constraints 2 #969 ro
config 3 #963 ro
DeviceClaimConfiguration
requests 1 s ro
- 2 #968 n
DeviceClass+
metadata 1 #23 o
spec 2 #967
DeviceClassConfiguration
- 1 #968 n
DeviceClassList+
metadata 1 #20 o
items 2 #964 r
DeviceClassSpec
selectors 1 #972 ro
config 2 #965 ro
DeviceConfiguration
opaque 1 #974 po
DeviceConstraint
requests 1 s ro
matchAttribute 2 s po
DeviceRequest
name 1 s
deviceClassName 2 s
selectors 3 #972 ro
allocationMode 4 s o
count 5 l o
adminAccess 6 b po
DeviceRequestAllocationResult
request 1 s
driver 2 s
pool 3 s
device 4 s
adminAccess 5 b p
DeviceSelector
cel 1 #956 po
NetworkDeviceData
interfaceName 1 s o
ips 2 s ro
hardwareAddress 3 s o
OpaqueDeviceConfiguration
driver 1 s
parameters 2 J
ResourceClaim+
metadata 1 #23 o
spec 2 #978
status 3 #979 o
ResourceClaimConsumerReference
apiGroup 1 s o
resource 3 s
name 4 s
uid 5 s
ResourceClaimList+
metadata 1 #20 o
items 2 #975 r
ResourceClaimSpec
devices 1 #962
ResourceClaimStatus
allocation 1 #954 po
reservedFor 2 #976 ro
devices 4 #953 ro
ResourceClaimTemplate+
metadata 1 #23 o
spec 2 #982
ResourceClaimTemplateList+
metadata 1 #20 o
items 2 #980 r
ResourceClaimTemplateSpec
metadata 1 #23 o
spec 2 #978
ResourcePool
name 1 s
generation 2 l
resourceSliceCount 3 l
ResourceSlice+
metadata 1 #23 o
spec 2 #986
ResourceSliceList+
metadata 1 #20 o
items 2 #984 r
ResourceSliceSpec
driver 1 s
pool 2 #983
nodeName 3 s o
nodeSelector 4 #518 po
allNodes 5 b o
devices 6 #957 r
@scheduling.k8s.io/v1 k8s.io.api.scheduling.v1
PriorityClass+
metadata 1 #23 o
value 2 i
globalDefault 3 b o
description 4 s o
preemptionPolicy 5 s po
PriorityClassList+
metadata 1 #20 o
items 2 #987 r
@scheduling.k8s.io/v1alpha1 k8s.io.api.scheduling.v1alpha1
PriorityClass+
metadata 1 #23 o
value 2 i
globalDefault 3 b o
description 4 s o
preemptionPolicy 5 s po
PriorityClassList+
metadata 1 #20 o
items 2 #989 r
@scheduling.k8s.io/v1beta1 k8s.io.api.scheduling.v1beta1
PriorityClass+
metadata 1 #23 o
value 2 i
globalDefault 3 b o
description 4 s o
preemptionPolicy 5 s po
PriorityClassList+
metadata 1 #20 o
items 2 #991 r
@storage.k8s.io/v1 k8s.io.api.storage.v1
CSIDriver+
metadata 1 #23 o
spec 2 #995
CSIDriverList+
metadata 1 #20 o
items 2 #993 r
CSIDriverSpec
attachRequired 1 b po
podInfoOnMount 2 b po
volumeLifecycleModes 3 s ro
storageCapacity 4 b po
fsGroupPolicy 5 s po
tokenRequests 6 #1004 ro
requiresRepublish 7 b po
seLinuxMount 8 b po
CSINode+
metadata 1 #23 o
spec 2 #999
CSINodeDriver
name 1 s
nodeID 2 s
topologyKeys 3 s r
allocatable 4 #1011 po
CSINodeList+
metadata 1 #20 o
items 2 #996 r
CSINodeSpec
drivers 1 #997 r
CSIStorageCapacity+
metadata 1 #23 o
nodeTopology 2 #17 po
storageClassName 3 s
capacity 4 Q po
maximumVolumeSize 5 Q po
CSIStorageCapacityList+
metadata 1 #20 o
items 2 #1000 r
StorageClass+
metadata 1 #23 o
provisioner 2 s
parameters 3 ms o
reclaimPolicy 4 s po
mountOptions 5 s ro
allowVolumeExpansion 6 b po
volumeBindingMode 7 s po
allowedTopologies 8 #625 ro
StorageClassList+
metadata 1 #20 o
items 2 #1002 r
TokenRequest
audience 1 s
expirationSeconds 2 l po
VolumeAttachment+
metadata 1 #23 o
spec 2 #1008
status 3 #1009 o
VolumeAttachmentList+
metadata 1 #20 o
items 2 #1005 r
VolumeAttachmentSource
persistentVolumeName 1 s po
inlineVolumeSpec 2 #536 po
VolumeAttachmentSpec
attacher 1 s
source 2 #1007
nodeName 3 s
VolumeAttachmentStatus
attached 1 b
attachmentMetadata 2 ms o
attachError 3 #1010 po
detachError 4 #1010 po
VolumeError
time 1 T o
message 2 s o
VolumeNodeResources
count 1 i po
@storage.k8s.io/v1alpha1 k8s.io.api.storage.v1alpha1
CSIStorageCapacity+
metadata 1 #23 o
nodeTopology 2 #17 po
storageClassName 3 s
capacity 4 Q po
maximumVolumeSize 5 Q po
CSIStorageCapacityList+
metadata 1 #20 o
items 2 #1012 r
VolumeAttachment+
metadata 1 #23 o
spec 2 #1017
status 3 #1018 o
VolumeAttachmentList+
metadata 1 #20 o
items 2 #1014 r
VolumeAttachmentSource
persistentVolumeName 1 s po
inlineVolumeSpec 2 #536 po
VolumeAttachmentSpec
attacher 1 s
source 2 #1016
nodeName 3 s
VolumeAttachmentStatus
attached 1 b
attachmentMetadata 2 ms o
attachError 3 #1021 po
detachError 4 #1021 po
VolumeAttributesClass+
metadata 1 #23 o
driverName 2 s
parameters 3 ms o
VolumeAttributesClassList+
metadata 1 #20 o
items 2 #1019 r
VolumeError
time 1 T o
message 2 s o
@storage.k8s.io/v1beta1 k8s.io.api.storage.v1beta1
CSIDriver+
metadata 1 #23 o
spec 2 #1024
CSIDriverList+
metadata 1 #20 o
items 2 #1022 r
CSIDriverSpec
attachRequired 1 b po
podInfoOnMount 2 b po
volumeLifecycleModes 3 s ro
storageCapacity 4 b po
fsGroupPolicy 5 s po
tokenRequests 6 #1033 ro
requiresRepublish 7 b po
seLinuxMount 8 b po
CSINode+
metadata 1 #23 o
spec 2 #1028
CSINodeDriver
name 1 s
nodeID 2 s
topologyKeys 3 s r
allocatable 4 #1042 po
CSINodeList+
metadata 1 #20 o
items 2 #1025 r
CSINodeSpec
drivers 1 #1026 r
CSIStorageCapacity+
metadata 1 #23 o
nodeTopology 2 #17 po
storageClassName 3 s
capacity 4 Q po
maximumVolumeSize 5 Q po
CSIStorageCapacityList+
metadata 1 #20 o
items 2 #1029 r
StorageClass+
metadata 1 #23 o
provisioner 2 s
parameters 3 ms o
reclaimPolicy 4 s po
mountOptions 5 s ro
allowVolumeExpansion 6 b po
volumeBindingMode 7 s po
allowedTopologies 8 #625 ro
StorageClassList+
metadata 1 #20 o
items 2 #1031 r
TokenRequest
audience 1 s
expirationSeconds 2 l po
VolumeAttachment+
metadata 1 #23 o
spec 2 #1037
status 3 #1038 o
VolumeAttachmentList+
metadata 1 #20 o
items 2 #1034 r
VolumeAttachmentSource
persistentVolumeName 1 s po
inlineVolumeSpec 2 #536 po
VolumeAttachmentSpec
attacher 1 s
source 2 #1036
nodeName 3 s
VolumeAttachmentStatus
attached 1 b
attachmentMetadata 2 ms o
attachError 3 #1041 po
detachError 4 #1041 po
VolumeAttributesClass+
metadata 1 #23 o
driverName 2 s
parameters 3 ms o
VolumeAttributesClassList+
metadata 1 #20 o
items 2 #1039 r
VolumeError
time 1 T o
message 2 s o
VolumeNodeResources
count 1 i po
@storagemigration.k8s.io/v1alpha1 k8s.io.api.storagemigration.v1alpha1
GroupVersionResource
group 1 s o
version 2 s o
resource 3 s o
MigrationCondition
type 1 s
status 2 s
lastUpdateTime 3 T o
reason 4 s o
message 5 s o
StorageVersionMigration+
metadata 1 #23 o
spec 2 #1047 o
status 3 #1048 o
StorageVersionMigrationList+
metadata 1 #20 o
items 2 #1045 r
StorageVersionMigrationSpec
resource 1 #1043
continueToken 2 s o
StorageVersionMigrationStatus
conditions 1 #1044 ro
resourceVersion 2 s o
`
