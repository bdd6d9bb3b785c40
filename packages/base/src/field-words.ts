// Words of the field and of other programs, and what they are here: the one record from which unknown keys, models, options
// and words to explain are answered. A line has entries: words without case, blanks, hyphens and
// underscores, and after the arrow what they mean.

/** Word → a name of ours, meant wherever that name is known: "size" is the capacity of a memory, but nothing of a MAC array. */
const NAMES = `
accuracy fidelity quality → recall | crossbar macro subarray xbar → array
accelerator arch architecture chip hardware hw system → design | application llm network nn problem task → workload
evaluation simulation → fidelity | config → base | changes overrides params settings → set
adc comparator senseamp senseamplifier → readout | analytical cost → price | area chiparea diearea → area_m2
autoregressive decoding generate generation tokengeneration → decode | contextencoding prompt prompting → prefill
cell device memristivedevice pcm reram rram synapse → memristor
cells chips conductances measurements memristor reram rram → device | bandwidthgbs bw → bandwidth
batchsize bs maxnumseqs microbatch minibatch nbatch numrequests numseqs → batch
blocksize bucketsize chunklength chunksize lshattnchunklength → chunk
chunksbefore lookback lookbehind lshnumchunksbefore nprobe numchunksbefore → lookBack
arraycols bitlines bls cimunitwidthcells colcount cols ncol ncols numcols numcolsubarray xbarcols → columns
cache glb globalbuffer llc onchipmemory scratchpad sharedbuffer spm sram → buffer | mode stage → phase
tensor tensorparallel tp → heads | pipeline pipelineparallel pp → layers
dense flash flashattention full quadratic sdpa softmax vanilla → exact | hashed hashing reformer → lsh
algorithm method selection selector → select | chips nseeds numseeds repeats repetitions seeds trials → arrays
repeats repetitions runs seeds → trials | dram externalmemory hbm mainmemory offchipmemory → memory | exhaustive full → grid
geometric logarithmic → log | inference → forward | distribution kind name technology type → model | lhs → latin-hypercube
highest increase larger more → max | decrease less lower lowest smaller → min | montecarlo sim simulated simulation → simulate
montecarlo → random | spice → circuit | inputvoltage supplyvoltage vdd vin vmax vread vwl wordlinevoltage → readVoltage
temp → temperature | train → training
context contextlength contextsize ctx ctxlen ctxsize inputlength maxlength maxmodellen maxpositionembeddings maxseqlen n nctx numtokens promptlength seq seqlen seqlength sequence sequencelength tokens → length
context contextlength ctx ctxlen ctxsize → prompt
dff dffn ffndim ffnhiddensize ffnwidth intermediatesize mlpdim mlpsize → hiddenWidth
dhead dimhead dk headdim headdimension headsize keydim perheaddim → headWidth
dmodel embeddim embeddingdim embeddingsize hiddendim hiddensize modeldim nembd → modelWidth
edp energydelayproduct → energy-delay | ed2p eedp energysquareddelayproduct → energy-squared-delay | end high max stop upto → to
energy → energy_J | error loss mse → output_error | freq frequency → clock | ga genetic nsga nsgaii → nsga2
node process processnode tech technode technodesize technology technologynode techsize → logicNode
bands hashes hashrounds hashtables nhash nhashes nrounds ntables numhashes numrounds tables → rounds
axes grid parameters ranges sweep variables → space | formatversion version → schemaVersion
goal goals metrics minimise minimize optimise optimize targets → objectives | bounds budget limits where → constraints
algorithm method optimiser optimizer sampler strategy → search | fidelities stages → levels
count npoints num points samples → steps | count instances number parallel quantity → units
flavor flavour kind method type variant → kind | begin low min start → from | delay latency time → latency_s | delay → latency
gqagroups groups kvcacheheads kvgroups nkvheads numkeyvalueheads numkvheads numquerygroups → kvHeads
devicelrs glrs gmax gon lowresistance lrs maxconductance onresistance resistanceon rlow rlrs rmin ron → rOn
ghrs gmin goff highresistance hrs minconductance offresistance resistanceoff rhigh rhrs rmax roff → rOff
depth layernum nlayer nlayers numblocks numhiddenlayers numlayers → layers | llm model network → preset
enob nbits numbits precision resolution → bits | adcsamplerate frequency fs samplerate samplingrate speed throughput → rate
topk → fixed | topk → score | topp → mass | k numkeys topk → keys | nbuckets nlist numbuckets → buckets
ncores numcores tiles → cores | attentionheads nhead nheads numattentionheads numheads → heads
arrayrows cimunitdepthcells nrows numrows numrowsubarray rowcount wls wordlines xbarrows → rows
bidirectional causalmask decoderonly iscausal mask → causal | attentionsinks sinktokens → sink | power tdp → power_W
tdp watts → power
coefficientofvariation cv d2d d2dvariation devicetodevice devicetodevicevariation devicevariation sigma std stddev variability variation → spread
c2c c2cvariation cycletocycle cycletocyclevariation noise noisestd readnoisescale readnoisestd readvariation wnoise → readNoise
progcoeff prognoise prognoisescale programmingnoise writeerror writenoise writenoisestd writevariability writevariation → programmingError
verifytolerance writetolerance → programmingTolerance
bitspercell cellbits cellprecision conductancelevels conductancestates devicelevel nlevels numlevels numstates states → levels
driftcoefficient driftexponent driftnu nu → drift | driftnustd driftvariation nustd → driftSpread
driftt0 t0 tref → driftReference | dataretention retention retentiontime → retentionLoss
activationenergy ea → retentionActivation | devicesaf sa0 saf0 stuckat0 stuckathrs stuckoffrate → stuckOff
sa1 saf1 stuckat1 stuckatlrs stuckonrate → stuckOn | randomtelegraphnoise rtn rtnamplitude → telegraphAmplitude
conductance g0 gmean meanconductance median mu → mean | gauss gaussian → normal
dutycycle pulsewidthmodulation pwm temporal timedomain → pulse-width | bitsliced bitstream serial → bit-serial
analog analogue multilevel voltage → amplitude | shifted unipolar unsigned → offset
2t2r balanced paired twocolumn → differential | dummy dummycolumn ref reference → reference-column | winnertakeall → wta
block sparse sparsity → lsh | backprop backpropagation backward → training | cooling heatsink rth thetaja → thermalResistance
redundancy redundant sparecolumns → spares | currentamplifier opamp tia transimpedance transimpedanceamplifier → inputStage
nsamples numsamples samples → arrays | budget evaluations n numpoints samples → points
bayesian bo cmaes evolutionary optuna → nsga2 | fast quick → price | accurate detailed slow → simulate
direction goal optimise optimize → sense | name quantity → metric | qps requestrate rps → requests | sizes tilesizes → edges | arraysizes → sides | constant linear ohmic resistor → ideal
hp hptio2 tio2 → tiox | lut measured table → empirical | bf16 bfloat16 float16 fp16 half → bf16 | systolicarray tpu → systolic
adcshare adcsharing colmux columnmux columnsperadc muxratio numcolmuxed nummux → inputs
fps inferencespersecond samplespersecond throughput tokenspersec tokenspersecond tps → throughput_tokens_per_s
depth entries lbufsize size sizebytes → capacity | datawidth width wordbits wordwidth → bits
readbandwidth writebandwidth → bandwidth | memorytype memtype → memory
cellresistance lineresistance rline rp rwire wireresistance → segmentResistance
localattention localattnchunklength neighbors neighbours slidingwindow window windowsize → localWindow
arrays → trials | sim → fidelity | meanresistance medianresistance → mean
`;

/** Word, or object and word, → where it is in a config: a path, or an object as it is written. */
const PLACES = `
adcbits adcprecision adcres adcresolution leveloutput numbitadc outputbits outputprecision outputresolution outres → design.hashing.readout: { family: "adc", bits: … }
adcfrequency adcrate adcsamplerate adcspeed conversionrate → design.hashing.readout: { family: "adc", model: "survey", rate: … }
adcchoice adcmodel adctype saradc → design.hashing.readout: { family: "adc", model: … }
adcrange fullscale outbound outputrange → design.hashing.readoutRange
activationbits dacbits dacprecision dacres dacresolution inpres inputbits inputprecision inputresolution numbitinput temporaldacresolution voltagedacresolution wordlength → design.hashing.dac.bits
inpbound inputrange → design.hashing.dac.clip
bitspercell cellbit cellbits cellprecision devicelevel mlc nlevels synapsebit weightbits weightprecision → design.hashing.memristor.levels, two to the bits
adcsharing colmux columnmux columnsperadc muxratio numcolmuxed numcolumnmux nummux → design.hashing.mux: { model: "pass-gate", inputs: … }
bitlineresistance parasiticresistance rline rp rpcol rprow rwire unitlengthwireresistance wordlineresistance → design.hashing.array.segmentResistance
irdrop parasitics wireparasitics → design.hashing.array.wires
accessresistance resistanceaccess selectorresistance switchresistance transistorresistance → design.hashing.tileSwitch.onResistance
driverresistance rsource sourceresistance → design.hashing.driver.outputResistance
cycleseconds cycletime integrationtime pulsewidth readlatency readpulse readpulsewidth tread → design.hashing.readTime
vread → design.hashing.driver.readVoltage
array.dim array.dimension array.shape array.size arraysize crossbarsize macrosize subarraysize xbarsize → design.hashing.array: { rows: …, columns: … }
mac.dim mac.dims mac.dimension mac.dimensions mac.shape mac.size mac.sizes pearray peshape → design.digital.mac: { model: "systolic", rows: …, columns: … }
array.height numrowsubarray xbarrows → design.hashing.array.rows | array.width numcolsubarray xbarcols xbarcolumns → design.hashing.array.columns
1t1r onetransistoroneresistor → design.hashing.array: { tileRows: 1, tileColumns: 1 }, a switch at each cell
0t1r 1r 1s1r passive passivecrossbar selectorless → design.hashing.array: { tileRows: …, tileColumns: … }, as large as the array
gst pcm phasechange phasechangememory → design.hashing.memristor: { model: "lognormal", drift: … }
cbram hafnia hfo2 hfox oxram reram rram taox → design.hashing.memristor: { model: "lognormal" }, or "tiox"
mram mtj sotmram stt sttmram → design.hashing.memristor: { model: "binary", rOn: …, rOff: … }
ecram fefet ferroelectric flash floatinggate norflash sonos → design.hashing.memristor: { model: "fitted" } (import device fits one)
conductanceratio deviceresistance onoff onoffratio resistanceratio ronroff → design.hashing.memristor: { model: "binary", rOn: …, rOff: … }
defectrate faultrate faults memristor.yield saf stuckat stuckatfault → design.hashing.memristor.stuckOn and stuckOff
memristor.bit memristor.bits → design.hashing.memristor.levels, two to the bits
defectdensity dieyield yield → design.wafer.defects
iv ivcurve nonlinear nonlinearity → design.hashing.memristor: { model: "sinh", sharpness: … }
accessdevice accesstype cellstructure celltype selector → design.hashing.array.tileRows and tileColumns, 1 for a transistor a cell
cellarea cellheight cellpitch cellsize cellwidth heightinfeaturesize widthinfeaturesize → design.hashing.array.pitchFactor
dac.levels dac.states → design.hashing.dac.bits, two to which are the levels
gqa groupedqueryattention mqa multiqueryattention → workload.kvHeads
hashfunctions numhashfunctions numhyperplanes → workload.attention.rounds
e2lsh hyperplane randomhyperplane randomprojection signrandomprojection srp → workload.attention.hash: "simhash"
argmax crosspolytopelsh rotation → workload.attention.hash: "cross-polytope"
devicetech devicetechnology devicetype memcelltype memtype nvmtype → design.hashing.memristor.model
idealdevice infiniteonoffratio isperfect perfect → design.hashing.memristor: { model: "ideal" }
inpnoise outnoise readoutnoise → design.hashing.readout.noise
driftcompensation recalibration refreshinterval → design.hashing.replicas.epoch
inputslicing → design.hashing.encoding: "bit-serial"
lsh lshattention → workload.attention: { kind: "lsh" } | numtile numtiles petile tilenum tiletypes → design.cores
cycleendurance writeendurance → design.hashing.replicas.endurance
dataflow factors loopnest loopnests mapper mappingdirectives permutation schedule → design.mapping
bus busmode htree interconnect network noc noctopology tileconnection topology → design.floorplan.network
bufferchoice cache glb globalbuffer l1 l2 llc onchipmemory scratchpad sharedbuffer sram → design.digital.buffer
buffersize cachesize globalbuffersize l2size sramsize → design.digital.buffer.capacity
drambandwidth hbmbandwidth membw memorybandwidth → design.memory.bandwidth
dram externalmemory hbm mainmemory offchip offchipmemory → design.memory
computeunits macarray macs macunits multipliers numpe numpes pe pearray pes processingelement processingelements → design.digital.mac.units
meshx pewidth simdwidth vectorlanes → design.digital.mac.lanes
systolicarray tensorcore tensorcores tpu → design.digital.mac: { model: "systolic" }
clk clkfreq clockfrequency clockperiod clockrate design.frequency digital.frequency digitalfrequency fclk → design.digital.mac.clock
numselected topk topkkeys → workload.attention.budget: { kind: "fixed", keys: … }
density keepratio sparsity sparsityratio → workload.attention.budget: { kind: "share", share: … } of the keys that are kept
cumulativemass topp → workload.attention.budget: { kind: "mass", mass: … }
codebits codelength hashbits hashlength signaturebits → workload.attention.codes.bits, or buckets for the bits of a round
batchsize → workload.batch | contextlength ctxlen maxseqlen seqlen seqlength sequencelength → workload.length
mcruns montecarlo montecarloruns ntrials numruns numtrials → fidelity.arrays
evallength evaluationlength → fidelity.length
adccount nadc nadcs numadc numadcs numconverters → design.hashing.mux: { model: "pass-gate", inputs: … }, columns a converter
endurancecycles endurancelimit → design.hashing.replicas.endurance
`;

/** Word → what determines it, where nothing here has a key for it. */
const WITHOUT_KEY = `
dataformat datatype dtype fp8 int8 numberformat precision quantisation quantization torchdtype → the number format is that of design.digital.mac.model
channel channels numchannels rank ranks → design.memory.bandwidth is that of all channels
axes grid parameters scan sweep sweeps vary → the axes of a study are in space; config init --study rows,bits writes one
flops gflops gops ops tflops tops → design.digital.mac.units and clock give the operations a second
area chiparea diearea → an area follows from the parts; budget --area limits it
corevoltage deviceroadmap supply supplyvoltage vcc vdd voltage → the supply follows from design.logicNode
chipcost cost diecost price → the cost of a die follows from its area and design.wafer; budget --area limits it
fps inferencespersecond samplespersecond → sequences a second are one over the latency; budget --latency limits it
energyefficiency topsmm2 topsperwatt topsw → operations a joule follow from the parts; compare prints them
activation activationfunction attentionbias attentiondropout attnlayers bias bostokenid dropout eostokenid eps epsilon hiddenact initializerrange layernorm positionalencoding positionembedding rmsnorm rmsnormeps rope ropescaling ropetheta tiewordembeddings usecache → attention costs the same without it, so a workload has no key for it
ed2p edp energydelay energydelayproduct → a product of energy and delay is a design.mapping.objective alone
vocab vocabsize vocabulary → the vocabulary is that of workload.preset
kvcache kvcachesize → a cache of keys follows from workload.length, kvHeads and headWidth
accessvoltage dwmin programmingtime writetime learningrate lr programvoltage pulsetype resetvoltage setvoltage vreset vset vwrite writeenergy writelatency writepulse writepulsewidth writespeed writevoltage → untuned arrays are not written; the error of written ones is design.hashing.memristor.programmingError
bitslices bitslicing nslices numslices slices weightslices → weights are not sliced: a cell of a hash holds one random value
base basedon extend extends globals import include includes inherit inherits variables → a config includes no other; --set changes a value of one
maxpower powerbudget powerlimit powertarget → a limit is an option: budget --power
areabudget arealimit areatarget latencybudget latencylimit latencytarget maxarea maxlatency → a limit is an option: budget --area, budget --latency
generatedtokens maxnewtokens newtokens outputlen outputlength outputtokens → a decode is of one token; model --answer takes the tokens of an answer
`;

/** Option of another program → the option here, or what to do in brackets. */
const OPTIONS = `
c cfg config configfile f file i input → (a config is given without an option: crosshash VERB CONFIG)
cuda device gpu → (it runs on this machine's processors: --workers) | o outdir output outputdir → --out
j jobs n numworkers parallel threads → --workers | format outputformat → --json
energy goal minimise minimize objective optimise optimize → --least | base baseline reference versus vs → --against
corpus data dataset → --tokens | host listen port → --serve --open | csv → --out --json | d override s → --set
overwrite → --force | gpus numchips tensorparallel tp → --chips
`;

const worded = (text: string): readonly (readonly [word: string, here: string])[] =>
  text
    .trim()
    .split(/\n| \| /)
    .map((line) => line.split(" → "))
    .flatMap(([words, here]) => words.split(" ").map((word) => [word, here] as const));

/** "word name" of each pair. */
export const OTHER_NAMES: ReadonlySet<string> = new Set(worded(NAMES).map((pair) => pair.join(" ")));

/** Place by word. */
export const OTHER_PLACES: ReadonlyMap<string, string> = new Map(worded(PLACES));

/** What determines it, by word. */
export const DETERMINED: ReadonlyMap<string, string> = new Map(worded(WITHOUT_KEY));

/** Option by the word of another. */
export const OTHER_OPTIONS: ReadonlyMap<string, string> = new Map(worded(OPTIONS));
