//! A report as it goes to JavaScript: a header in JSON, and the numbers that it points into.

use super::{LayerReport, ParameterReport, Report, Stats};
use crate::json::quoted;
use crate::text::joined;

/// A report, taken apart.
#[derive(Clone, Debug, Default)]
pub struct Packed {
    /// The layers in JSON. Stats are given as the number of their record, arrays as `[first, length]` in
    /// `values`.
    pub header: String,
    /// Loss, accuracy and steps, then the records of the stats, [`Stats::LENGTH`] numbers each.
    pub figures: Vec<f64>,
    /// Maps, statistics and weights, one after the other.
    pub values: Vec<f32>,
}

impl Report {
    /// Takes the report apart.
    pub fn pack(&self) -> Packed {
        let figures = vec![self.loss, self.accuracy, self.steps as f64];
        let mut packed = Packed { figures, ..Packed::default() };
        let layers: Vec<String> = self.layers.iter().map(|layer| packed.layer(layer)).collect();
        packed.header = format!("[{}]", joined(&layers, ","));
        packed
    }
}

impl Packed {
    fn layer(&mut self, layer: &LayerReport) -> String {
        let [name, class] = [&layer.name, layer.class].map(quoted);
        let shape = &layer.shape;
        let [output, d_output] = [&layer.output, &layer.d_output].map(|stats| self.stats(stats.as_ref()));
        let map = self.array(&layer.map);
        let dead =
            layer.dead.map_or("null".into(), |[units, of]| format!(r#"{{"units":{units},"of":{of}}}"#));
        let zeros = layer.zeros.map_or("null".into(), |[zeros, of]| format!("[{zeros},{of}]"));
        let batch_norm = layer.batch_norm.as_ref().map_or("null".into(), |arrays| {
            let names = ["batchMean", "batchVariance", "movingMean", "movingVariance", "dGamma", "dBeta"];
            let members = names.iter().zip(arrays).map(|(name, numbers)| {
                let place = if numbers.is_empty() { "null".into() } else { self.array(numbers) };
                format!(r#""{name}":{place}"#)
            });
            format!("{{{}}}", joined(&members.collect::<Vec<_>>(), ","))
        });
        let parameters: Vec<String> = layer.parameters.iter().map(|each| self.parameter(each)).collect();
        let parameters = joined(&parameters, ",");
        format!(
            r#"{{"name":{name},"type":{class},"outputShape":{shape:?},"output":{output},"dOutput":{d_output},"map":{map},"dead":{dead},"zeros":{zeros},"batchNorm":{batch_norm},"parameters":[{parameters}]}}"#
        )
    }

    fn parameter(&mut self, parameter: &ParameterReport) -> String {
        let name = quoted(&parameter.name);
        let shape = &parameter.shape;
        let values = self.stats(Some(&parameter.values));
        let gradient = self.stats(parameter.gradient.as_ref());
        let data = parameter.data.as_ref().map_or("null".into(), |data| self.array(data));
        format!(
            r#"{{"name":{name},"shape":{shape:?},"values":{values},"gradient":{gradient},"data":{data}}}"#
        )
    }

    fn stats(&mut self, stats: Option<&Stats>) -> String {
        let Some(stats) = stats else { return "null".into() };
        let record = self.figures.len() / Stats::LENGTH;
        self.figures.extend(stats.numbers());
        record.to_string()
    }

    fn array(&mut self, values: &[f32]) -> String {
        let first = self.values.len();
        self.values.extend_from_slice(values);
        format!("[{first},{}]", values.len())
    }
}
